package dev.vpccni.plugin.wiring;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtRequest.Mode;
import dev.vpccni.netlink.Rule;
import java.util.ArrayList;
import java.util.List;

/// Plans the wiring of a pod: what it needs is a list of [Step]s, in the order in which they are to be done.
///
/// A pod has a veth pair. Inside, everything goes to a gateway that no interface has: a permanent neighbour entry
/// makes it the hardware address of the host's end, so the pod never asks by ARP. Outside, one route leads to the pod,
/// and one rule, when the address belongs to another ENI than the first, sends what comes from the pod to that ENI's
/// table. That traffic to pods is looked up in main first is one rule of the agent's, not one for each pod.
///
/// Order: the host never hears router advertisements of the pod, because the sysctls are written before its end is up;
/// the rule comes last, so a rule without a route is always a remnant. Source: spec/dataplane.md 2.6.
public final class Wiring {
    /// Priority of `from POD lookup TABLE`. Source: spec/dataplane.md 1.2.
    public static final int SOURCE_RULE_PRIORITY = 1536;

    /// Priority of `from ADDRESS lookup INDEX` inside a pod with several interfaces.
    static final int POD_RULE_PRIORITY = 1;

    private Wiring() {}

    public static List<Step> plan(List<PodLink> links) {
        List<Step> steps = new ArrayList<>();
        for (PodLink link : links) {
            createPair(link, steps);
            wirePod(link, steps);
            wireHost(link, steps);
        }
        return steps;
    }

    private static void createPair(PodLink link, List<Step> steps) {
        // IPv6 is switched on before the link is up, else the kernel starts without or with DAD.
        boolean podUp = !link.isIpv6();
        steps.add(
                new Step.CreatePair(
                        link.podName(),
                        link.hostName(),
                        link.mtu(),
                        link.podMac(),
                        link.hostMac(),
                        podUp));
        steps.add(ipv6(Side.HOST, link.hostName(), "accept_ra", "0"));
        steps.add(ipv6(Side.HOST, link.hostName(), "accept_redirects", "0"));
        steps.add(ipv6(Side.HOST, link.hostName(), "forwarding", "0"));
        if (link.isIpv6()) {
            steps.add(ipv6(Side.HOST, link.hostName(), "accept_dad", "0"));
        }
        if (!link.alias().isEmpty()) {
            steps.add(new Step.SetAlias(Side.HOST, link.hostName(), link.alias()));
        }
        steps.add(new Step.Raise(Side.HOST, link.hostName()));
        if (link.isIpv6()) {
            steps.add(ipv6(Side.POD, "lo", "disable_ipv6", "0"));
            steps.add(ipv6(Side.POD, link.podName(), "disable_ipv6", "0"));
            steps.add(ipv6(Side.POD, link.podName(), "accept_dad", "0"));
            steps.add(new Step.Raise(Side.POD, link.podName()));
        }
    }

    private static void wirePod(PodLink link, List<Step> steps) {
        String name = link.podName();
        IpAddress gateway = link.gateway();
        int table = link.podTable();
        Family family = gateway.family();
        steps.add(new Step.AddRoute(Side.POD, name, gateway.toPrefix(), null, table, Mode.REPLACE));
        if (link.index() > 0) {
            Rule rule = Rule.from(link.prefix(), table, POD_RULE_PRIORITY);
            steps.add(new Step.AddRule(Side.POD, rule));
        }
        IpPrefix everything = new IpPrefix(IpAddress.any(family), 0);
        steps.add(new Step.AddRoute(Side.POD, name, everything, gateway, table, Mode.CREATE));
        steps.add(new Step.AddAddress(Side.POD, name, link.address()));
        steps.add(new Step.AddNeighbor(Side.POD, name, gateway, link.hostMac()));
    }

    private static void wireHost(PodLink link, List<Step> steps) {
        steps.add(
                new Step.AddRoute(
                        Side.HOST,
                        link.hostName(),
                        link.prefix(),
                        null,
                        Route.TABLE_MAIN,
                        Mode.REPLACE));
        // A rule that an earlier owner of the address left would win over ours.
        steps.add(
                new Step.DeleteRules(Side.HOST, Rule.from(link.prefix(), 0, SOURCE_RULE_PRIORITY)));
        if (link.hasSourceRule()) {
            steps.add(
                    new Step.AddRule(
                            Side.HOST,
                            Rule.from(link.prefix(), link.hostTable(), SOURCE_RULE_PRIORITY)));
        }
    }

    private static Step ipv6(Side side, String link, String name, String value) {
        return new Step.Sysctl(side, "net/ipv6/conf/" + link + "/" + name, value);
    }
}
