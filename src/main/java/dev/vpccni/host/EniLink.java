package dev.vpccni.host;

import dev.vpccni.inet.MacAddress;
import dev.vpccni.netlink.Link;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An ENI together with the interface that has its MAC address.
record EniLink(HostEni eni, Link link) {
    /// Kinds that carry the MAC address of the interface below them.
    private static final Set<String> STACKED =
            Set.of(
                    "vlan", "macvlan", "macvtap", "ipvlan", "ipvtap", "bridge", "bond", "team",
                    "vrf", "vxlan");

    /// The interface with this MAC address: the lowest index of those that are not built on another interface.
    static Optional<Link> find(List<Link> links, MacAddress mac) {
        return links.stream()
                .filter(link -> mac.equals(link.mac()) && !STACKED.contains(link.kind()))
                .min(Comparator.comparingInt(Link::index));
    }
}
