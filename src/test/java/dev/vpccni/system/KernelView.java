package dev.vpccni.system;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.lab.LabNode;
import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.Rtnetlink;
import dev.vpccni.netlink.Rule;
import dev.vpccni.netlink.socket.JnrNetlinkTransport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a node's kernel has for pods.
///
/// @param links the host's ends of pods' veth pairs: all interfaces but `lo` and the ENIs
/// @param routes pod address to the interface it is routed to in main
/// @param tables pod address to the table of its `from` rule (priority 1536)
record KernelView(
        Set<String> links, Map<IpAddress, String> routes, Map<IpAddress, Integer> tables) {
    private static final int SOURCE_RULE_PRIORITY = 1536;

    static KernelView of(LabNode node) {
        return node.machine().network().read(KernelView::read);
    }

    private static KernelView read(Rtnetlink netlink) {
        Map<Integer, String> names = new HashMap<>();
        Set<String> links = new TreeSet<>();
        for (Link link : netlink.links()) {
            names.put(link.index(), link.name());
            if (!link.name().matches("lo|eth\\d+")) {
                links.add(link.name());
            }
        }
        Map<IpAddress, String> routes = new TreeMap<>();
        for (Route route : netlink.routes(Family.IPV4)) {
            String name = names.getOrDefault(route.linkIndex(), "gone-" + route.linkIndex());
            if (route.table() == Route.TABLE_MAIN
                    && route.destination().isSingle()
                    && !name.startsWith("eth")) {
                routes.put(route.destination().address(), name);
            }
        }
        Map<IpAddress, Integer> tables = new TreeMap<>();
        for (Rule rule : netlink.rules(Family.IPV4)) {
            IpPrefix source = rule.source();
            if (rule.priority() == SOURCE_RULE_PRIORITY && source != null) {
                tables.put(source.address(), rule.table());
            }
        }
        return new KernelView(links, routes, tables);
    }

    /// The IPv4 addresses of an interface inside a pod.
    static List<IpAddress> inPod(LabNode node, String netns, String link) {
        return node.machine()
                .call(
                        netns,
                        () -> {
                            try (Rtnetlink netlink = new Rtnetlink(JnrNetlinkTransport.open())) {
                                Link found = netlink.link(link);
                                return found == null
                                        ? List.of()
                                        : netlink.addresses(Family.IPV4).stream()
                                                .filter(address ->
                                                        address.linkIndex() == found.index())
                                                .map(LinkAddress::address)
                                                .toList();
                            }
                        });
    }
}
