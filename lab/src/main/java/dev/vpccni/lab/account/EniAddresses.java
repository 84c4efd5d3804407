package dev.vpccni.lab.account;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import java.util.ArrayList;
import java.util.List;

/// Every address one interface owns. Lists keep the order in which EC2 gave the addresses out.
public record EniAddresses(
        IpAddress primary,
        List<IpAddress> secondary,
        List<IpPrefix> prefixes,
        List<IpAddress> ipv6,
        List<IpPrefix> ipv6Prefixes) {
    public EniAddresses {
        secondary = List.copyOf(secondary);
        prefixes = List.copyOf(prefixes);
        ipv6 = List.copyOf(ipv6);
        ipv6Prefixes = List.copyOf(ipv6Prefixes);
    }

    /// The places taken of the type's "IPv4 addresses per interface": an address and a /28 take one each.
    public int ipv4Slots() {
        return 1 + secondary.size() + prefixes.size();
    }

    /// The places taken of the type's "IPv6 addresses per interface".
    public int ipv6Slots() {
        return ipv6.size() + ipv6Prefixes.size();
    }

    /// The subnet's IPv4 addresses that are taken: a /28 takes 16.
    public int ipv4Count() {
        return 1 + secondary.size() + 16 * prefixes.size();
    }

    /// Everything but the primary address, single addresses as /32 and /128.
    public List<IpPrefix> others() {
        List<IpPrefix> all = new ArrayList<>();
        secondary.forEach(address -> all.add(address.toPrefix()));
        all.addAll(prefixes);
        ipv6.forEach(address -> all.add(address.toPrefix()));
        all.addAll(ipv6Prefixes);
        return all;
    }

    /// True if the address is the primary one, a further one, or inside a prefix of this interface.
    public boolean owns(IpAddress address) {
        return primary.equals(address)
                || secondary.contains(address)
                || ipv6.contains(address)
                || prefixes.stream().anyMatch(prefix -> prefix.contains(address))
                || ipv6Prefixes.stream().anyMatch(prefix -> prefix.contains(address));
    }

    /// These addresses and the granted ones behind them.
    EniAddresses with(Grant granted) {
        return new EniAddresses(
                primary,
                joined(secondary, granted.ipv4()),
                joined(prefixes, granted.prefixes()),
                joined(ipv6, granted.ipv6()),
                joined(ipv6Prefixes, granted.ipv6Prefixes()));
    }

    /// These addresses without the returned ones.
    EniAddresses without(Grant returned) {
        return new EniAddresses(
                primary,
                less(secondary, returned.ipv4()),
                less(prefixes, returned.prefixes()),
                less(ipv6, returned.ipv6()),
                less(ipv6Prefixes, returned.ipv6Prefixes()));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static <T> List<T> less(List<T> from, List<T> gone) {
        List<T> rest = new ArrayList<>(from);
        rest.removeAll(gone);
        return rest;
    }
}
