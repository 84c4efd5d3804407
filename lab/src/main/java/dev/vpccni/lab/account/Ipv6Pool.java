package dev.vpccni.lab.account;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The IPv6 addresses and /80 prefixes of one subnet's /64.
///
/// A /64 holds 65536 prefixes of /80; the first, which holds the reserved addresses, is kept for single addresses.
/// Source: VPC user guide, "Work with prefixes". Not thread-safe.
final class Ipv6Pool {
    private static final int PREFIX_BITS = 80;

    private final IpPrefix cidr;
    private final RandomGenerator random;
    private final Set<IpPrefix> taken = new HashSet<>();

    Ipv6Pool(IpPrefix cidr, RandomGenerator random) {
        if (cidr.length() != 64) {
            throw new IllegalArgumentException("IPv6 block " + cidr + ": a subnet has a /64");
        }
        this.cidr = cidr;
        this.random = random;
    }

    boolean contains(IpPrefix candidate) {
        return cidr.contains(candidate);
    }

    boolean isTaken(IpPrefix candidate) {
        return taken.contains(candidate)
                || taken.contains(IpPrefix.containing(candidate.address(), PREFIX_BITS));
    }

    List<IpAddress> chooseAddresses(int count) {
        Set<IpPrefix> chosen = new HashSet<>();
        List<IpAddress> addresses = new ArrayList<>();
        while (addresses.size() < count) {
            IpAddress address = cidr.address().plus(256L + random.nextLong(1L << 40));
            if (!isTaken(address.toPrefix()) && chosen.add(address.toPrefix())) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    List<IpPrefix> choosePrefixes(int count) {
        Set<IpPrefix> chosen = new HashSet<>();
        List<IpPrefix> prefixes = new ArrayList<>();
        while (prefixes.size() < count) {
            IpPrefix prefix = block(1 + random.nextInt((1 << 16) - 1));
            if (!taken.contains(prefix) && chosen.add(prefix)) {
                prefixes.add(prefix);
            }
        }
        return prefixes;
    }

    /// The /80 with this number in the bits after the subnet's 64.
    private IpPrefix block(int number) {
        byte[] bytes = cidr.address().bytes();
        bytes[8] = (byte) (number >>> 8);
        bytes[9] = (byte) number;
        return new IpPrefix(IpAddress.of(bytes), PREFIX_BITS);
    }

    void take(IpPrefix prefix) {
        taken.add(prefix);
    }

    void release(IpPrefix prefix) {
        taken.remove(prefix);
    }
}
