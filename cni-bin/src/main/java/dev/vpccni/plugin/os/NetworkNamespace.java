package dev.vpccni.plugin.os;

import dev.vpccni.inet.Family;
import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.Neighbor;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An open network namespace and its rtnetlink. It stays open until the process ends, which is soon.
///
/// Errors: [dev.vpccni.netlink.NetlinkException] when the kernel refuses a request, [OsException] when the namespace
/// cannot be entered.
public interface NetworkNamespace {
    /// File descriptor of the namespace, for IFLA_NET_NS_FD.
    int fd();

    /// Whether both are the same namespace of the kernel.
    boolean isSameAs(NetworkNamespace other);

    /// Sends one request and waits for its acknowledgement.
    void execute(RtRequest request);

    /// The interface of this name, or null.
    @Nullable Link link(String name);

    List<Link> links();

    List<LinkAddress> addresses(Family family);

    List<Route> routes(Family family);

    List<Rule> rules(Family family);

    List<Neighbor> neighbors(Family family);

    /// Writes a file under `/proc/sys`, for instance (`net/ipv6/conf/eth0/disable_ipv6`, `0`).
    void writeSysctl(String key, String value);
}
