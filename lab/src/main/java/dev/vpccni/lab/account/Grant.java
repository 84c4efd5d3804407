package dev.vpccni.lab.account;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import java.util.ArrayList;
import java.util.List;

/// Addresses and prefixes that one call gives to, or takes from, an interface.
public record Grant(
        List<IpAddress> ipv4,
        List<IpPrefix> prefixes,
        List<IpAddress> ipv6,
        List<IpPrefix> ipv6Prefixes) {
    public Grant {
        ipv4 = List.copyOf(ipv4);
        prefixes = List.copyOf(prefixes);
        ipv6 = List.copyOf(ipv6);
        ipv6Prefixes = List.copyOf(ipv6Prefixes);
    }

    public static Grant ofIpv4(List<IpAddress> addresses, List<IpPrefix> prefixes) {
        return new Grant(addresses, prefixes, List.of(), List.of());
    }

    public static Grant ofIpv6(List<IpAddress> addresses, List<IpPrefix> prefixes) {
        return new Grant(List.of(), List.of(), addresses, prefixes);
    }

    /// Everything as prefixes, single addresses as /32 and /128.
    public List<IpPrefix> all() {
        List<IpPrefix> all = new ArrayList<>();
        ipv4.forEach(address -> all.add(address.toPrefix()));
        all.addAll(prefixes);
        ipv6.forEach(address -> all.add(address.toPrefix()));
        all.addAll(ipv6Prefixes);
        return all;
    }
}
