package dev.vpccni.host;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.netlink.Route;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// All that the node's network depends on.
///
/// @param primary the ENI the node booted with; its address and routes are the operating system's
/// @param secondaries the other ENIs that carry pods; they are ours
/// @param vpcCidrs blocks that pods talk to with their own address
/// @param eniMtu of every ENI. Units: bytes
/// @param externalServiceCidrs blocks outside the VPC that are always reached through the main table
public record HostNetwork(
        HostEni primary,
        List<HostEni> secondaries,
        List<IpPrefix> vpcCidrs,
        SnatSettings snat,
        int eniMtu,
        List<IpPrefix> externalServiceCidrs) {
    private static final int SMALLEST_MTU = 576;
    private static final int LARGEST_MTU = 9001;

    /// Errors: IllegalArgumentException for two ENIs with one MAC or table, a primary ENI outside the main table, an MTU
    /// outside 576..9001, IPv6 blocks, and no VPC block when the node translates (all traffic would be translated).
    public HostNetwork {
        secondaries = List.copyOf(secondaries);
        vpcCidrs = List.copyOf(vpcCidrs);
        externalServiceCidrs = List.copyOf(externalServiceCidrs);
        if (primary.table() != Route.TABLE_MAIN) {
            throw new IllegalArgumentException(
                    "primary " + primary.label() + " must use the main table");
        }
        if (eniMtu < SMALLEST_MTU || eniMtu > LARGEST_MTU) {
            throw new IllegalArgumentException(
                    "MTU "
                            + eniMtu
                            + " of ENIs is not within "
                            + SMALLEST_MTU
                            + ".."
                            + LARGEST_MTU);
        }
        if (vpcCidrs.isEmpty() && !snat.external()) {
            throw new IllegalArgumentException(
                    "no CIDR block of the VPC is known, so every packet would be translated");
        }
        Stream.of(vpcCidrs, snat.excludes(), externalServiceCidrs)
                .flatMap(List::stream)
                .forEach(HostNetwork::requireIpv4);
        requireDistinct(primary, secondaries);
    }

    /// The primary first.
    List<HostEni> enis() {
        return Stream.concat(Stream.of(primary), secondaries.stream()).toList();
    }

    /// The same network as long as only these ENIs are there.
    HostNetwork only(List<HostEni> present) {
        return new HostNetwork(
                primary,
                secondaries.stream().filter(present::contains).toList(),
                vpcCidrs,
                snat,
                eniMtu,
                externalServiceCidrs);
    }

    private static void requireIpv4(IpPrefix block) {
        if (block.family() != Family.IPV4) {
            throw new IllegalArgumentException("the node's network is IPv4; " + block + " is not");
        }
    }

    private static void requireDistinct(HostEni primary, List<HostEni> secondaries) {
        Set<MacAddress> macs = new HashSet<>(Set.of(primary.mac()));
        Set<Integer> tables = new HashSet<>(Set.of(primary.table()));
        for (HostEni eni : secondaries) {
            if (!macs.add(eni.mac()) || !tables.add(eni.table())) {
                throw new IllegalArgumentException(
                        eni.label()
                                + " has its MAC address or route table "
                                + eni.table()
                                + " in common with another ENI");
            }
        }
    }
}
