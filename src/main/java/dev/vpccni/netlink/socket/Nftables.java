package dev.vpccni.netlink.socket;

import java.nio.file.Path;

/// libnftables in process: runs a ruleset text as one transaction, without a fork.
///
/// Source: libnftables(3). Needs Debian's `libnftables1`.
public final class Nftables implements AutoCloseable {
    /// A context in the calling thread's network namespace.
    public static Nftables open() {
        throw new UnsupportedOperationException("written next");
    }

    /// A context whose every command runs in the namespace at `netns`.
    public static Nftables open(Path netns) {
        throw new UnsupportedOperationException("written next");
    }

    /// Runs commands in nft syntax as one transaction and returns the output (for `list`), else the empty text.
    ///
    /// Errors: NftablesException with libnftables' own text; then nothing was applied.
    public String run(String commands) {
        throw new UnsupportedOperationException("written next");
    }

    /// Like [#run] with JSON output.
    public String runJson(String commands) {
        throw new UnsupportedOperationException("written next");
    }

    @Override
    public void close() {}
}
