package dev.vpccni.netlink;

import dev.vpccni.inet.Family;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends requests over a [NetlinkTransport], waits for their acknowledgements, and repeats interrupted dumps.
///
/// Not safe for use by two threads at once.
public final class Rtnetlink implements AutoCloseable {
    public Rtnetlink(NetlinkTransport transport) {
        throw new UnsupportedOperationException("written next");
    }

    /// Sends one request and waits for its acknowledgement. Errors: [NetlinkException] with the kernel's errno and text.
    public void execute(RtRequest request) {
        throw new UnsupportedOperationException("written next");
    }

    /// The interface of this name, or null.
    public @Nullable Link link(String name) {
        throw new UnsupportedOperationException("written next");
    }

    public List<Link> links() {
        throw new UnsupportedOperationException("written next");
    }

    public List<LinkAddress> addresses(Family family) {
        throw new UnsupportedOperationException("written next");
    }

    /// Unicast, local and unreachable routes of all tables, without cached clones.
    public List<Route> routes(Family family) {
        throw new UnsupportedOperationException("written next");
    }

    public List<Rule> rules(Family family) {
        throw new UnsupportedOperationException("written next");
    }

    public List<Neighbor> neighbors(Family family) {
        throw new UnsupportedOperationException("written next");
    }

    @Override
    public void close() {}
}
