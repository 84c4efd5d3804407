package dev.vpccni.netlink.socket;

import java.util.concurrent.atomic.AtomicInteger;

/// An open file descriptor that is closed once. The number is for the kernel, for instance as `netnsFd` of a request.
public final class FileDescriptor implements AutoCloseable {
    private final AtomicInteger number;

    FileDescriptor(int number) {
        this.number = new AtomicInteger(number);
    }

    /// Errors: IllegalStateException after [#close], because the number may belong to another file by then.
    public int number() {
        int current = number.get();
        if (current < 0) {
            throw new IllegalStateException("the file descriptor is closed");
        }
        return current;
    }

    @Override
    public void close() {
        int current = number.getAndSet(-1);
        if (current >= 0) {
            Native.libc().close(current);
        }
    }
}
