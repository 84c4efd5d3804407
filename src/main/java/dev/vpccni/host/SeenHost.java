package dev.vpccni.host;

import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the kernel has, as far as [DesiredHost] speaks of it. IPv4 only.
///
/// @param sysctls the wanted ones only, with their present value
/// @param netfilter our table; empty when it does not exist
record SeenHost(
        List<Link> links,
        List<LinkAddress> addresses,
        List<Route> routes,
        List<Rule> rules,
        Map<String, String> sysctls,
        Optional<SeenTable> netfilter) {
    SeenHost {
        links = List.copyOf(links);
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
        sysctls = Map.copyOf(sysctls);
    }
}
