package dev.vpccni.netlink;

/// Names of the errno values that netlink, sockets and namespaces answer with. Source: asm-generic/errno.h.
public final class Errno {
    private Errno() {}

    /// For instance `EEXIST (File exists)`; `errno 77` for a value without a name here.
    public static String describe(int errno) {
        switch (errno) {
            case 1:
                return "EPERM (operation not permitted)";
            case 2:
                return "ENOENT (no such object)";
            case 3:
                return "ESRCH (no such object)";
            case 4:
                return "EINTR (interrupted)";
            case 5:
                return "EIO (input/output error)";
            case 9:
                return "EBADF (bad file descriptor)";
            case 11:
                return "EAGAIN (try again)";
            case 12:
                return "ENOMEM (out of memory)";
            case 13:
                return "EACCES (permission denied)";
            case 16:
                return "EBUSY (busy)";
            case 17:
                return "EEXIST (exists already)";
            case 19:
                return "ENODEV (no such device)";
            case 20:
                return "ENOTDIR (not a directory)";
            case 21:
                return "EISDIR (is a directory)";
            case 22:
                return "EINVAL (invalid argument)";
            case 24:
                return "EMFILE (too many open files)";
            case 28:
                return "ENOSPC (no space left)";
            case 32:
                return "EPIPE (broken pipe)";
            case 34:
                return "ERANGE (out of range)";
            case 90:
                return "EMSGSIZE (message too long)";
            case 93:
                return "EPROTONOSUPPORT (protocol not supported)";
            case 95:
                return "EOPNOTSUPP (not supported)";
            case 97:
                return "EAFNOSUPPORT (address family not supported)";
            case 98:
                return "EADDRINUSE (address in use)";
            case 99:
                return "EADDRNOTAVAIL (address not available)";
            case 100:
                return "ENETDOWN (network is down)";
            case 101:
                return "ENETUNREACH (network is unreachable)";
            case 104:
                return "ECONNRESET (connection reset)";
            case 105:
                return "ENOBUFS (kernel buffer overrun)";
            case 110:
                return "ETIMEDOUT (timed out)";
            case 111:
                return "ECONNREFUSED (connection refused)";
            case 113:
                return "EHOSTUNREACH (no route to host)";
            default:
                return "errno " + errno;
        }
    }
}
