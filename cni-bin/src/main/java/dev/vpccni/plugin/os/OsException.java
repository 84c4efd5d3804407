package dev.vpccni.plugin.os;

import dev.vpccni.netlink.Errno;

/// A system call failed.
public final class OsException extends RuntimeException {
    private static final long serialVersionUID = 1;
    public static final int ENOENT = 2;
    public static final int EINVAL = 22;
    public static final int ETIMEDOUT = 110;

    private final int errno;

    /// @param operation what was tried and on what, for instance `open /var/run/netns/x`
    /// @param errno positive errno; its name is put into the message
    public OsException(String operation, int errno) {
        super(operation + ": " + Errno.describe(errno));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }
}
