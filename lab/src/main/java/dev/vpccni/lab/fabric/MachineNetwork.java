package dev.vpccni.lab.fabric;

import dev.vpccni.inet.Family;
import dev.vpccni.netlink.Rtnetlink;
import dev.vpccni.netlink.socket.JnrNetlinkTransport;
import dev.vpccni.netlink.socket.Nftables;
import java.util.ArrayList;
import java.util.List;

/// The machine's own network configuration as lines of text, to prove that the lab left it alone.
///
/// Only reads. Counters and things that age are left out. iptables is not asked, because listing its tables makes them.
public record MachineNetwork(List<String> lines) {
    public MachineNetwork {
        lines = List.copyOf(lines);
    }

    /// Reads the calling thread's namespace: links, addresses, rules, routes, nft rules.
    public static MachineNetwork read() {
        List<String> lines = new ArrayList<>();
        try (Rtnetlink netlink = new Rtnetlink(JnrNetlinkTransport.open());
                Nftables nft = Nftables.open()) {
            netlink.links().forEach(link -> lines.add(link.toString()));
            for (Family family : Family.values()) {
                netlink.addresses(family).forEach(address -> lines.add(address.toString()));
                netlink.rules(family).forEach(rule -> lines.add(rule.toString()));
                netlink.routes(family).forEach(route -> lines.add(route.toString()));
            }
            String rules = nft.run("list ruleset");
            rules.replaceAll("packets \\d+ bytes \\d+", "").lines().forEach(lines::add);
        }
        return new MachineNetwork(lines);
    }

    /// What differs from an earlier reading. Shape: `+ line` is new, `- line` is gone.
    public List<String> changesSince(MachineNetwork before) {
        List<String> changes = new ArrayList<>();
        lines.stream()
                .filter(line -> !before.lines.contains(line))
                .forEach(line -> changes.add("+ " + line));
        before.lines.stream()
                .filter(line -> !lines.contains(line))
                .forEach(line -> changes.add("- " + line));
        return changes;
    }
}
