package dev.vpccni.plugin.libc;

import dev.vpccni.inet.Utf8;
import dev.vpccni.plugin.os.Deadline;
import dev.vpccni.plugin.os.OsException;
import java.util.Arrays;

/// File descriptors: the loops and error checks around the bare calls.
final class Fd {
    static final int POLLIN = 1;
    static final int POLLOUT = 4;
    static final int EINTR = 4;
    static final int EAGAIN = 11;

    private static final int CHUNK = 16 * 1024;

    private Fd() {}

    /// A path or name as C wants it.
    static byte[] cString(String text) {
        byte[] utf8 = Utf8.encode(text);
        return Arrays.copyOf(utf8, utf8.length + 1);
    }

    /// Errors: [OsException] `open PATH`.
    static int open(String path, int flags, int mode) {
        int fd = LibC.open(cString(path), flags, mode);
        int errno = LibC.errno();
        if (fd < 0) {
            throw new OsException("open " + path, errno);
        }
        return fd;
    }

    /// Reads to the end, but at most `limit` + 1 bytes.
    static byte[] readAll(int fd, int limit, String what) {
        byte[] all = new byte[0];
        byte[] chunk = new byte[CHUNK];
        while (all.length <= limit) {
            int got = LibC.read(fd, chunk, Math.min(chunk.length, limit + 1 - all.length));
            int errno = LibC.errno();
            if (got == 0) {
                break;
            }
            if (got < 0 && errno != EINTR) {
                throw new OsException("read " + what, errno);
            }
            if (got > 0) {
                int old = all.length;
                all = Arrays.copyOf(all, old + got);
                System.arraycopy(chunk, 0, all, old, got);
            }
        }
        return all;
    }

    static void writeAll(int fd, byte[] bytes, String what) {
        byte[] rest = bytes;
        while (rest.length > 0) {
            int written = LibC.write(fd, rest, rest.length);
            int errno = LibC.errno();
            if (written < 0 && errno != EINTR) {
                throw new OsException("write " + what, errno);
            }
            if (written > 0) {
                rest = Arrays.copyOfRange(rest, written, rest.length);
            }
        }
    }

    /// Waits until the descriptor is ready. Errors: [OsException] ETIMEDOUT when the deadline passes.
    static void await(int fd, int events, Deadline deadline, String what) {
        while (true) {
            long left = deadline.leftMillis();
            int ready = poll(fd, events, (int) Math.min(left, Integer.MAX_VALUE));
            int errno = LibC.errno();
            if (ready > 0) {
                return;
            }
            if (ready < 0 && errno != EINTR) {
                throw new OsException(what, errno);
            }
            if (left == 0) {
                throw new OsException(what, OsException.ETIMEDOUT);
            }
        }
    }

    /// Shape: struct pollfd: descriptor (4 bytes), events (2), revents (2).
    static int poll(int fd, int events, int timeoutMillis) {
        byte[] entry = new byte[8];
        putInt(entry, 0, fd);
        entry[4] = (byte) events;
        return LibC.poll(entry, 1, timeoutMillis);
    }

    /// Little-endian, which both targets are.
    static void putInt(byte[] bytes, int offset, int value) {
        bytes[offset] = (byte) value;
        bytes[offset + 1] = (byte) (value >> 8);
        bytes[offset + 2] = (byte) (value >> 16);
        bytes[offset + 3] = (byte) (value >> 24);
    }
}
