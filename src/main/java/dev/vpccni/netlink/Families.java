package dev.vpccni.netlink;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import org.jspecify.annotations.Nullable;

/// What decoders need to tell the two IP families from the others (bridge, MPLS, multicast routing).
final class Families {
    private Families() {}

    /// Null for a family other than AF_INET and AF_INET6.
    static @Nullable Family ofNumber(int number) {
        return number == Family.IPV4.number() || number == Family.IPV6.number()
                ? Family.ofNumber(number)
                : null;
    }

    /// The prefix of an attribute; null when it has bits beyond its length, which the kernel allows for rules.
    ///
    /// Errors: IllegalArgumentException when the length is not one of the family.
    static @Nullable IpPrefix prefix(IpAddress address, int length) {
        IpPrefix prefix = IpPrefix.containing(address, length);
        return prefix.address().equals(address) ? prefix : null;
    }
}
