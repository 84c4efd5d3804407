package dev.vpccni.host;

import dev.vpccni.host.HostDiff.Change;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.RtRequest.Mode;
import dev.vpccni.netlink.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Works out the rtnetlink requests between a desired and a seen host; used once.
final class HostChanges {
    private static final String NODE = "the node";

    /// IFA_F_SECONDARY: the kernel removes this address together with the first one of the same subnet.
    private static final int SECONDARY = 1;

    private final DesiredHost desired;
    private final SeenHost seen;
    private final List<Change> changes = new ArrayList<>();

    /// Interfaces on which the kernel may drop routes while addresses change.
    private final Set<Integer> disturbed = new HashSet<>();

    HostChanges(DesiredHost desired, SeenHost seen) {
        this.desired = desired;
        this.seen = seen;
    }

    List<Change> list() {
        desired.links().forEach(this::link);
        desired.secondaries().forEach(this::addresses);
        desired.routes().forEach(this::route);
        List<Rule> stale = staleRules();
        desired.rules().stream()
                .filter(rule -> !seen.rules().contains(rule))
                .forEach(rule -> add(new RtRequest.AddRule(rule), subject(rule)));
        stale.forEach(rule -> add(new RtRequest.DeleteRule(rule), subject(rule)));
        desired.secondaries().forEach(this::removeConnectedRoute);
        removeStaleRoutes(stale);
        return changes;
    }

    private void link(EniLink wanted) {
        Link now =
                seen.links().stream()
                        .filter(link -> link.index() == wanted.link().index())
                        .findFirst()
                        .orElse(wanted.link());
        String subject = wanted.eni().label();
        if (now.mtu() != desired.mtu()) {
            add(RtRequest.ChangeLink.mtu(now.index(), desired.mtu()), subject);
        }
        if (now.group() != DesiredHost.ENI_GROUP) {
            add(new RtRequest.SetGroup(now.index(), DesiredHost.ENI_GROUP), subject);
        }
        if (!now.isUp()) {
            add(RtRequest.ChangeLink.up(now.index()), subject);
        }
    }

    /// The ENI's own address and no other of global scope.
    private void addresses(EniLink secondary) {
        LinkAddress own =
                desired.addresses().stream()
                        .filter(address -> address.linkIndex() == secondary.link().index())
                        .findFirst()
                        .orElseThrow();
        List<LinkAddress> present =
                seen.addresses().stream()
                        .filter(address ->
                                address.linkIndex() == own.linkIndex()
                                        && address.scope() == Route.SCOPE_UNIVERSE)
                        .toList();
        // Those that the kernel would take along come first, so that each removal finds what it
        // removes.
        List<LinkAddress> others =
                present.stream()
                        .filter(address -> !sameAddress(address, own))
                        .sorted(Comparator.comparingInt(address -> isSecond(address) ? 0 : 1))
                        .toList();
        String subject = secondary.eni().label();
        if (others.size() == present.size()) {
            add(new RtRequest.AddAddress(own, Mode.CREATE), subject);
        }
        others.forEach(address -> add(new RtRequest.DeleteAddress(address), subject));
        if (others.stream().anyMatch(address -> takesAlong(address, own))) {
            add(new RtRequest.AddAddress(own, Mode.REPLACE), subject);
            disturbed.add(own.linkIndex());
        }
    }

    private static boolean isSecond(LinkAddress address) {
        return (address.flags() & SECONDARY) != 0;
    }

    private void route(Route wanted) {
        if (disturbed.contains(wanted.linkIndex())
                || seen.routes().stream().noneMatch(route -> leadsAs(route, wanted))) {
            add(new RtRequest.AddRoute(wanted, Mode.REPLACE), subject(wanted.linkIndex()));
        }
    }

    /// Rules with the shape and priority of ours that are not wanted any more. What others put at the same priorities
    /// (the incumbent's rule per pod at 512, a plain `ip rule add` that lands at 32765) has another shape and stays.
    private List<Rule> staleRules() {
        return seen.rules().stream()
                .filter(rule ->
                        !desired.rules().contains(rule)
                                && OwnRules.isOurs(rule, desired.vpcCidrs()))
                .toList();
    }

    /// An address that was there before us has its subnet's route in main, which would lead the node's own packets for
    /// that subnet out of the wrong interface.
    private void removeConnectedRoute(EniLink secondary) {
        for (Route route : seen.routes()) {
            boolean connected =
                    route.table() == Route.TABLE_MAIN
                            && route.linkIndex() == secondary.link().index()
                            && route.gateway() == null
                            && route.destination().equals(secondary.eni().subnet());
            if (connected) {
                add(new RtRequest.DeleteRoute(route), secondary.eni().label());
            }
        }
    }

    /// Default and gateway routes that are left in ENIs' tables: with the wrong gateway or interface, or of an ENI that has
    /// gone. Other routes there are somebody else's.
    private void removeStaleRoutes(List<Rule> staleRules) {
        Set<Integer> tables = new HashSet<>();
        desired.routes().forEach(route -> tables.add(route.table()));
        staleRules.stream()
                .filter(rule -> rule.priority() == DesiredHost.ENI_ADDRESS_PRIORITY)
                .forEach(rule -> tables.add(rule.table()));
        for (Route route : seen.routes()) {
            boolean wanted = desired.routes().stream().anyMatch(other -> sameKey(route, other));
            if (tables.contains(route.table()) && isOurKind(route) && !wanted) {
                add(new RtRequest.DeleteRoute(route), subject(route.linkIndex()));
            }
        }
    }

    private static boolean isOurKind(Route route) {
        boolean isDefault = route.destination().length() == 0;
        boolean isGateway =
                route.destination().isSingle()
                        && route.gateway() == null
                        && route.scope() == Route.SCOPE_LINK
                        && route.protocol() == Route.PROTOCOL_BOOT;
        return route.type() == Route.UNICAST && (isDefault || isGateway);
    }

    private static boolean sameAddress(LinkAddress seen, LinkAddress own) {
        return seen.address().equals(own.address()) && seen.prefixLength() == own.prefixLength();
    }

    /// Whether the kernel may remove `own` with `removed`: both are in one subnet with one length, where the first to come
    /// holds the others (unless promote_secondaries is set).
    private static boolean takesAlong(LinkAddress removed, LinkAddress own) {
        return !isSecond(removed)
                && removed.prefixLength() == own.prefixLength()
                && IpPrefix.containing(removed.address(), removed.prefixLength())
                        .contains(own.address());
    }

    /// Whether a route there is as good as ours: who put it there does not matter.
    private static boolean leadsAs(Route seen, Route wanted) {
        return sameKey(seen, wanted)
                && seen.linkIndex() == wanted.linkIndex()
                && seen.scope() == wanted.scope()
                && seen.type() == wanted.type()
                && Objects.equals(seen.gateway(), wanted.gateway())
                && Objects.equals(seen.preferredSource(), wanted.preferredSource());
    }

    /// What makes two routes the same object to the kernel, so that one replaces the other.
    private static boolean sameKey(Route one, Route other) {
        return one.table() == other.table()
                && one.destination().equals(other.destination())
                && one.metric() == other.metric();
    }

    private String subject(int linkIndex) {
        return desired.links().stream()
                .filter(link -> link.link().index() == linkIndex)
                .map(link -> link.eni().label())
                .findFirst()
                .orElse(NODE);
    }

    private String subject(Rule rule) {
        Collection<EniLink> links = desired.secondaries();
        return links.stream()
                .filter(link -> link.eni().address().toPrefix().equals(rule.source()))
                .map(link -> link.eni().label())
                .findFirst()
                .orElse(NODE);
    }

    private void add(RtRequest request, String subject) {
        changes.add(new Change(request, subject));
    }
}
