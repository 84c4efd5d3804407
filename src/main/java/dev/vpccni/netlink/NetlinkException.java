package dev.vpccni.netlink;

/// The kernel refused a request, or the socket failed.
public final class NetlinkException extends RuntimeException {
    private static final long serialVersionUID = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int EMSGSIZE = 90;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENOBUFS = 105;
    public static final int ETIMEDOUT = 110;

    private final int errno;

    /// @param operation what was tried and on what, for instance `add route 10.0.1.7/32 dev 12`
    /// @param errno positive errno; its name is put into the message
    /// @param kernelText the kernel's own sentence; empty when it gave none
    public NetlinkException(String operation, int errno, String kernelText) {
        super(
                operation
                        + ": "
                        + Errno.describe(errno)
                        + (kernelText.isEmpty() ? "" : " (" + kernelText + ")"));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }

    /// The object was not there (ENOENT, ESRCH, ENODEV, EADDRNOTAVAIL): success for a removal.
    public boolean isAbsent() {
        return errno == ENOENT || errno == ESRCH || errno == ENODEV || errno == EADDRNOTAVAIL;
    }

    public boolean isExists() {
        return errno == EEXIST;
    }
}
