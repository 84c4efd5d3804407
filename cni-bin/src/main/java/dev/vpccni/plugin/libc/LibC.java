package dev.vpccni.plugin.libc;

import org.teavm.interop.Address;
import org.teavm.interop.Import;
import org.teavm.interop.c.Include;
import org.teavm.interop.c.Variable;

/// The C functions and constants that are used, with the values of the target's headers (shim.h includes them).
@Include(value = "shim.h", isSystem = false)
final class LibC {
    private LibC() {}

    @Import(name = "errno")
    @Variable
    static native int errno();

    @Import(name = "O_RDONLY|O_CLOEXEC")
    @Variable
    static native int readOnly();

    @Import(name = "O_WRONLY|O_CLOEXEC")
    @Variable
    static native int writeOnly();

    @Import(name = "O_WRONLY|O_CREAT|O_APPEND|O_CLOEXEC")
    @Variable
    static native int append();

    @Import(name = "O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC")
    @Variable
    static native int create();

    @Import(name = "CLONE_NEWNET")
    @Variable
    static native int networkNamespace();

    @Import(name = "CLOCK_MONOTONIC")
    @Variable
    static native int monotonic();

    @Import(name = "CLOCK_REALTIME")
    @Variable
    static native int realTime();

    @Import(name = "SOCK_STREAM|SOCK_NONBLOCK|SOCK_CLOEXEC")
    @Variable
    static native int stream();

    @Import(name = "SOCK_RAW|SOCK_CLOEXEC")
    @Variable
    static native int raw();

    @Import(name = "MSG_NOSIGNAL")
    @Variable
    static native int noSignal();

    @Import(name = "MSG_PEEK|MSG_TRUNC")
    @Variable
    static native int peekLength();

    @Import(name = "getenv")
    static native Address getenv(byte[] name);

    @Import(name = "open")
    static native int open(byte[] path, int flags, int mode);

    @Import(name = "close")
    static native int close(int fd);

    @Import(name = "read")
    static native int read(int fd, byte[] buffer, int length);

    @Import(name = "write")
    static native int write(int fd, byte[] buffer, int length);

    @Import(name = "fsync")
    static native int fsync(int fd);

    @Import(name = "mkdir")
    static native int mkdir(byte[] path, int mode);

    @Import(name = "rename")
    static native int rename(byte[] from, byte[] to);

    @Import(name = "unlink")
    static native int unlink(byte[] path);

    @Import(name = "setns")
    static native int setns(int fd, int type);

    @Import(name = "clock_gettime")
    static native int clockGettime(int clock, long[] secondsAndNanos);

    @Import(name = "getrandom")
    static native int getrandom(byte[] buffer, int length, int flags);

    @Import(name = "socket")
    static native int socket(int family, int type, int protocol);

    @Import(name = "connect")
    static native int connect(int fd, byte[] address, int length);

    @Import(name = "bind")
    static native int bind(int fd, byte[] address, int length);

    @Import(name = "setsockopt")
    static native int setsockopt(int fd, int level, int name, byte[] value, int length);

    @Import(name = "getsockopt")
    static native int getsockopt(int fd, int level, int name, int[] value, int[] length);

    @Import(name = "send")
    static native int send(int fd, byte[] buffer, int length, int flags);

    @Import(name = "recv")
    static native int recv(int fd, byte[] buffer, int length, int flags);

    @Import(name = "poll")
    static native int poll(byte[] fds, int count, int timeoutMillis);

    @Import(name = "_exit")
    static native void exit(int code);

    /// Length of a file. See shim.h.
    @Import(name = "vpc_file_size")
    static native long fileSize(int fd);

    /// 1 when both descriptors are of one file. See shim.h.
    @Import(name = "vpc_same_file")
    static native int sameFile(int first, int second);

    /// Turns crashes into CNI error objects. See shim.h.
    @Import(name = "vpc_install_handlers")
    static native void installHandlers();

    /// Tells the crash handler that standard output holds the answer already. See shim.h.
    @Import(name = "vpc_answer_written")
    static native void answerWritten();
}
