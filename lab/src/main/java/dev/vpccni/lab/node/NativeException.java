package dev.vpccni.lab.node;

/// A call of the C library failed.
public final class NativeException extends RuntimeException {
    private final int errno;

    NativeException(String tried, int errno) {
        super(tried + ": " + text(errno));
        this.errno = errno;
    }

    /// The errno value. Source: errno(3).
    public int errno() {
        return errno;
    }

    /// Returns a result that is not negative.
    static int check(String tried, int result) {
        if (result < 0) {
            throw new NativeException(tried, LibC.RUNTIME.getLastError());
        }
        return result;
    }

    private static String text(int errno) {
        return switch (errno) {
            case 1 -> "not permitted (EPERM); the lab must run as root";
            case 2 -> "no such file (ENOENT)";
            case 3 -> "no such process (ESRCH)";
            case 12 -> "out of memory (ENOMEM)";
            case 13 -> "access denied (EACCES)";
            case 16 -> "busy (EBUSY)";
            case 17 -> "exists already (EEXIST)";
            case 22 -> "invalid argument (EINVAL)";
            case 28 -> "no space or too many namespaces (ENOSPC)";
            default -> "errno " + errno;
        };
    }
}
