package dev.vpccni.plugin.wiring;

import dev.vpccni.inet.Family;
import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.Neighbor;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.Rule;
import dev.vpccni.plugin.os.NetworkNamespace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares what a pod should have with what the kernel has. What later plugins may change (MTU, hardware address,
/// more addresses and routes) does not count.
public final class Comparison {
    private final NetworkNamespace host;
    private final NetworkNamespace pod;
    private final List<String> differences;

    /// @param differences gets one sentence for each thing that is missing or wrong
    public Comparison(NetworkNamespace host, NetworkNamespace pod, List<String> differences) {
        this.host = host;
        this.pod = pod;
        this.differences = differences;
    }

    /// The hardware addresses of `links` are not looked at.
    public void compare(List<PodLink> links) {
        for (PodLink link : links) {
            Link inside = findUp(pod, link.podName(), "pod");
            Link outside = findUp(host, link.hostName(), "host");
            if (inside != null) {
                comparePod(link, inside);
            }
            if (outside != null) {
                compareHost(link, outside);
            }
        }
    }

    private @Nullable Link findUp(NetworkNamespace namespace, String name, String side) {
        Link link = namespace.link(name);
        if (link == null) {
            differences.add("the interface " + name + " (" + side + ") does not exist");
        } else if (!link.isUp()) {
            differences.add("the interface " + name + " (" + side + ") is down");
        }
        return link;
    }

    private void comparePod(PodLink wanted, Link link) {
        Family family = wanted.address().family();
        if (!hasAddress(pod.addresses(family), wanted, link)) {
            differences.add(
                    wanted.podName() + " (pod) does not have the address " + wanted.address());
        }
        if (!hasDefaultRoute(pod.routes(family), wanted, link)) {
            differences.add(
                    "the pod has no default route via "
                            + wanted.gateway()
                            + " dev "
                            + wanted.podName());
        }
        if (!hasNeighbor(pod.neighbors(family), wanted, link)) {
            differences.add("the pod has no permanent neighbour entry for " + wanted.gateway());
        }
    }

    private void compareHost(PodLink wanted, Link link) {
        boolean routed = false;
        for (Route route : host.routes(wanted.address().family())) {
            routed |=
                    route.table() == Route.TABLE_MAIN
                            && route.linkIndex() == link.index()
                            && route.destination().equals(wanted.prefix());
        }
        if (!routed) {
            differences.add(
                    "the host has no route to " + wanted.address() + " dev " + wanted.hostName());
        }
        int rules = 0;
        boolean expected = !wanted.hasSourceRule();
        for (Rule rule : host.rules(wanted.address().family())) {
            if (rule.priority() == Wiring.SOURCE_RULE_PRIORITY
                    && wanted.prefix().equals(rule.source())) {
                rules++;
                expected |= rule.table() == wanted.hostTable();
            }
        }
        if (!expected || rules != (wanted.hasSourceRule() ? 1 : 0)) {
            differences.add(
                    "the host has "
                            + rules
                            + " rules from "
                            + wanted.address()
                            + ", not the one that looks up table "
                            + wanted.hostTable());
        }
    }

    private static boolean hasAddress(List<LinkAddress> addresses, PodLink wanted, Link link) {
        for (LinkAddress address : addresses) {
            if (address.linkIndex() == link.index()
                    && address.address().equals(wanted.address())
                    && (address.flags() & LinkAddress.UNUSABLE) == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasDefaultRoute(List<Route> routes, PodLink wanted, Link link) {
        for (Route route : routes) {
            if (route.destination().length() == 0
                    && route.linkIndex() == link.index()
                    && route.table() == wanted.podTable()
                    && wanted.gateway().equals(route.gateway())) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasNeighbor(List<Neighbor> neighbors, PodLink wanted, Link link) {
        for (Neighbor neighbor : neighbors) {
            if (neighbor.linkIndex() == link.index()
                    && neighbor.address().equals(wanted.gateway())
                    && (neighbor.state() & Neighbor.PERMANENT) != 0) {
                return true;
            }
        }
        return false;
    }
}
