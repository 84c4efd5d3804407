package dev.vpccni.netlink.socket;

import dev.vpccni.netlink.NetlinkTransport;
import java.nio.file.Path;

/// A NETLINK_ROUTE socket of the JVM through jnr-ffi.
public final class JnrNetlinkTransport {
    private JnrNetlinkTransport() {}

    /// Opens a socket in the calling thread's network namespace.
    public static NetlinkTransport open() {
        throw new UnsupportedOperationException("written next");
    }

    /// Opens a socket in the namespace at `netns`; the calling thread stays where it is.
    public static NetlinkTransport open(Path netns) {
        throw new UnsupportedOperationException("written next");
    }

    /// Opens a socket that receives the notifications of these RTNLGRP_* groups (linux/rtnetlink.h).
    public static NetlinkTransport monitor(int... groups) {
        throw new UnsupportedOperationException("written next");
    }
}
