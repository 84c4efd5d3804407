package dev.vpccni.netlink;

/// Names of the errno values that netlink, sockets and namespaces answer with. Source: asm-generic/errno.h.
public final class Errno {
    private Errno() {}

    /// For instance `EEXIST (File exists)`; `errno 77` for a value without a name here.
    public static String describe(int errno) {
        return switch (errno) {
            case 1 -> "EPERM (operation not permitted)";
            case 2 -> "ENOENT (no such object)";
            case 3 -> "ESRCH (no such object)";
            case 4 -> "EINTR (interrupted)";
            case 5 -> "EIO (input/output error)";
            case 9 -> "EBADF (bad file descriptor)";
            case 11 -> "EAGAIN (try again)";
            case 12 -> "ENOMEM (out of memory)";
            case 13 -> "EACCES (permission denied)";
            case 16 -> "EBUSY (busy)";
            case 17 -> "EEXIST (exists already)";
            case 19 -> "ENODEV (no such device)";
            case 20 -> "ENOTDIR (not a directory)";
            case 21 -> "EISDIR (is a directory)";
            case 22 -> "EINVAL (invalid argument)";
            case 24 -> "EMFILE (too many open files)";
            case 28 -> "ENOSPC (no space left)";
            case 32 -> "EPIPE (broken pipe)";
            case 34 -> "ERANGE (out of range)";
            case 90 -> "EMSGSIZE (message too long)";
            case 93 -> "EPROTONOSUPPORT (protocol not supported)";
            case 95 -> "EOPNOTSUPP (not supported)";
            case 97 -> "EAFNOSUPPORT (address family not supported)";
            case 98 -> "EADDRINUSE (address in use)";
            case 99 -> "EADDRNOTAVAIL (address not available)";
            case 100 -> "ENETDOWN (network is down)";
            case 101 -> "ENETUNREACH (network is unreachable)";
            case 104 -> "ECONNRESET (connection reset)";
            case 105 -> "ENOBUFS (kernel buffer overrun)";
            case 110 -> "ETIMEDOUT (timed out)";
            case 111 -> "ECONNREFUSED (connection refused)";
            case 113 -> "EHOSTUNREACH (no route to host)";
            default -> "errno " + errno;
        };
    }
}
