package dev.vpccni.host;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the kernel should have, in the kernel's own terms.
///
/// Names, tables, priorities and marks are the incumbent's (spec/dataplane.md sections 1 and 3), so that a node can
/// change over and back. Differences, each for a reason:
///
/// - One rule at 512 for all local pods in place of one per pod: lookups stay flat (W4).
/// - That rule ignores routes out of ENIs, which are in a group of their own. A DHCP client puts host routes to the
///   subnet's router and the VPC's resolver into main (systemd-networkd does by default); followed from a pod of a
///   secondary ENI they lead out of the primary one with a foreign source, and the VPC drops that.
/// - Secondary ENIs' addresses have no connected route in main to begin with (IFA_F_NOPREFIXROUTE), so there is no
///   moment at which the node itself would use it.
///
/// @param links the ENIs' interfaces; each is up, has the MTU, and is in [#ENI_GROUP]
/// @param mtu Units: bytes
/// @param addresses of secondary ENIs; the primary's are left to the operating system
/// @param routes of secondary ENIs' tables
/// @param rules with the node's priorities
/// @param sysctls name with slashes as below /proc/sys, and value
/// @param vpcCidrs where ENIs' addresses are, to tell stale rules of ours from others
/// @param netfilter empty when nothing is translated and nothing is marked
record DesiredHost(
        List<EniLink> links,
        int mtu,
        List<LinkAddress> addresses,
        List<Route> routes,
        List<Rule> rules,
        Map<String, String> sysctls,
        List<IpPrefix> vpcCidrs,
        Optional<NftRuleset> netfilter) {
    /// Group of the ENIs' interfaces; an arbitrary number that nobody else uses (0xec2).
    static final int ENI_GROUP = 0xec2;

    static final int LOCAL_POD_PRIORITY = 512;
    static final int MARK_PRIORITY = 1024;
    static final int EXTERNAL_SERVICE_PRIORITY = 1535;
    static final int ENI_ADDRESS_PRIORITY = 32765;
    static final int LONGEST_NON_HOST_PREFIX = 31;

    DesiredHost {
        links = List.copyOf(links);
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
        sysctls = Map.copyOf(sysctls);
        vpcCidrs = List.copyOf(vpcCidrs);
    }

    /// @param links the interface of each ENI of the network, in the order of [HostNetwork#enis]
    static DesiredHost of(HostNetwork network, List<EniLink> links) {
        EniLink primary = links.getFirst();
        List<LinkAddress> addresses = new ArrayList<>();
        List<Route> routes = new ArrayList<>();
        for (EniLink secondary : links.subList(1, links.size())) {
            addresses.add(address(secondary));
            routes.addAll(routes(secondary));
        }
        return new DesiredHost(
                links,
                network.eniMtu(),
                addresses,
                routes,
                rules(network),
                Map.of(reversePathFilter(primary.link().name()), "2"),
                network.vpcCidrs(),
                NftRuleset.of(network, primary.link().name()));
    }

    /// The interfaces whose addresses and connected routes are ours.
    List<EniLink> secondaries() {
        return links.subList(1, links.size());
    }

    /// Loose mode (2) on the primary interface: a NodePort packet for a pod of another ENI, already translated when it
    /// is checked, would come in by the "wrong" interface. Source: spec/dataplane.md 3.1, P6.
    static String reversePathFilter(String interfaceName) {
        return "net/ipv4/conf/" + interfaceName + "/rp_filter";
    }

    private static LinkAddress address(EniLink secondary) {
        return new LinkAddress(
                secondary.link().index(),
                secondary.eni().address(),
                secondary.eni().subnet().length(),
                Route.SCOPE_UNIVERSE,
                LinkAddress.NO_PREFIX_ROUTE);
    }

    private static List<Route> routes(EniLink secondary) {
        HostEni eni = secondary.eni();
        int index = secondary.link().index();
        return List.of(
                Route.connected(eni.gateway().toPrefix(), index, eni.table()),
                Route.defaultVia(eni.gateway(), index, eni.table()));
    }

    private static List<Rule> rules(HostNetwork network) {
        List<Rule> rules = new ArrayList<>();
        rules.add(
                Rule.moreSpecificThan(
                                Family.IPV4,
                                LONGEST_NON_HOST_PREFIX,
                                Route.TABLE_MAIN,
                                LOCAL_POD_PRIORITY)
                        .exceptGroup(ENI_GROUP));
        SnatSettings snat = network.snat();
        if (snat.marksConnections()) {
            rules.add(
                    Rule.marked(
                            Family.IPV4,
                            snat.mark(),
                            snat.mark(),
                            Route.TABLE_MAIN,
                            MARK_PRIORITY));
        }
        for (IpPrefix block : network.externalServiceCidrs()) {
            rules.add(Rule.to(block, Route.TABLE_MAIN, EXTERNAL_SERVICE_PRIORITY));
        }
        for (HostEni eni : network.secondaries()) {
            rules.add(Rule.from(eni.address().toPrefix(), eni.table(), ENI_ADDRESS_PRIORITY));
        }
        return rules.stream().distinct().toList();
    }
}
