package dev.vpccni.netlink.socket;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/// Network namespaces: make, enter, remove.
public final class Namespaces {
    private Namespaces() {}

    /// Runs `work` on a new platform thread that has entered the namespace at `netns` (for instance
    /// `/run/netns/lab-n1` or `/proc/123/ns/net`), and returns its result. Sockets opened by it stay in that namespace.
    ///
    /// Errors: NetlinkException when the namespace cannot be opened or entered; the exception of `work` as it is.
    public static <T> T call(Path netns, Callable<T> work) throws Exception {
        throw new UnsupportedOperationException("written next");
    }
}
