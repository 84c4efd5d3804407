package dev.vpccni.plugin.libc;

import dev.vpccni.inet.Utf8;
import dev.vpccni.plugin.os.Connection;
import dev.vpccni.plugin.os.Deadline;
import dev.vpccni.plugin.os.Endpoint;
import dev.vpccni.plugin.os.NetworkNamespace;
import dev.vpccni.plugin.os.Os;
import dev.vpccni.plugin.os.OsException;
import org.jspecify.annotations.Nullable;
import org.teavm.interop.Address;

/// The operating system through libc.
final class NativeOs implements Os {
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int EEXIST = 17;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int MAX_VARIABLE = 64 * 1024;

    @Override
    public @Nullable String env(String name) {
        Address value = LibC.getenv(Fd.cString(name));
        if (value.toLong() == 0) {
            return null;
        }
        int length = 0;
        while (length < MAX_VARIABLE && value.add(length).getByte() != 0) {
            length++;
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = value.add(i).getByte();
        }
        return Utf8.decode(bytes);
    }

    @Override
    public byte[] readStdin(int limit) {
        return Fd.readAll(STDIN, limit, "standard input");
    }

    @Override
    public void writeStdout(byte[] bytes) {
        LibC.answerWritten();
        Fd.writeAll(STDOUT, bytes, "standard output");
    }

    @Override
    public void writeStderr(byte[] bytes) {
        try {
            Fd.writeAll(STDERR, bytes, "standard error");
        } catch (OsException e) {
            // There is nobody left to tell.
            return;
        }
    }

    @Override
    public long monotonicNanos() {
        long[] time = now(LibC.monotonic());
        return time[0] * NANOS_PER_SECOND + time[1];
    }

    @Override
    public long wallMillis() {
        long[] time = now(LibC.realTime());
        return time[0] * 1000 + time[1] / 1_000_000;
    }

    @Override
    public void sleepMillis(long millis) {
        Fd.poll(-1, 0, (int) millis);
    }

    @Override
    public byte[] random(int count) {
        byte[] bytes = new byte[count];
        int got = LibC.getrandom(bytes, count, 0);
        int errno = LibC.errno();
        if (got != count) {
            throw new OsException("getrandom", errno);
        }
        return bytes;
    }

    @Override
    public byte[] readFile(String path, int limit) {
        int fd = Fd.open(path, LibC.readOnly(), 0);
        try {
            return Fd.readAll(fd, limit, path);
        } finally {
            LibC.close(fd);
        }
    }

    @Override
    public void append(String path, byte[] line, long rotateAt) {
        int fd = openForAppending(path);
        try {
            if (LibC.fileSize(fd) >= rotateAt) {
                // Two processes may do this at once; the second then moves a short file, and no
                // line is lost.
                LibC.rename(Fd.cString(path), Fd.cString(path + ".1"));
                LibC.close(fd);
                fd = openForAppending(path);
            }
            Fd.writeAll(fd, line, path);
        } finally {
            LibC.close(fd);
        }
    }

    private static int openForAppending(String path) {
        byte[] name = Fd.cString(path);
        int fd = LibC.open(name, LibC.append(), 0640);
        if (fd < 0) {
            makeDirectories(path.substring(0, Math.max(path.lastIndexOf('/'), 0)), 0755);
            fd = Fd.open(path, LibC.append(), 0640);
        }
        return fd;
    }

    @Override
    public void replaceFile(String directory, String name, byte[] content) {
        makeDirectories(directory, 0700);
        String path = directory + "/" + name;
        String unfinished = path + ".tmp";
        int fd = Fd.open(unfinished, LibC.create(), 0600);
        try {
            Fd.writeAll(fd, content, unfinished);
            checked(LibC.fsync(fd), LibC.errno(), "fsync " + unfinished);
        } finally {
            LibC.close(fd);
        }
        int renamed = LibC.rename(Fd.cString(unfinished), Fd.cString(path));
        checked(renamed, LibC.errno(), "rename " + unfinished + " to " + path);
    }

    @Override
    public Connection connect(Endpoint endpoint, Deadline deadline) {
        return NativeConnection.open(endpoint, deadline);
    }

    @Override
    public NetworkNamespace ownNamespace() {
        return openNamespaceFile(NativeNamespace.OWN);
    }

    @Override
    public NetworkNamespace openNamespace(String path) {
        NativeNamespace namespace = openNamespaceFile(path);
        namespace.openNetlink();
        return namespace;
    }

    private static NativeNamespace openNamespaceFile(String path) {
        return new NativeNamespace(path, Fd.open(path, LibC.readOnly(), 0));
    }

    /// The parents get the usual mode, the last directory the one asked for.
    private static void makeDirectories(String path, int mode) {
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            LibC.mkdir(Fd.cString(path.substring(0, slash)), 0755);
        }
        int made = LibC.mkdir(Fd.cString(path), mode);
        int errno = LibC.errno();
        if (made < 0 && errno != EEXIST) {
            throw new OsException("create the directory " + path, errno);
        }
    }

    private static void checked(int result, int errno, String operation) {
        if (result < 0) {
            throw new OsException(operation, errno);
        }
    }

    private static long[] now(int clock) {
        long[] time = new long[2];
        LibC.clockGettime(clock, time);
        return time;
    }
}
