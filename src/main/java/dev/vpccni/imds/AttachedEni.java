package dev.vpccni.imds;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.SubnetId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An ENI as IMDS shows it.
///
/// @param primary true for the ENI that the instance was launched with
/// @param deviceNumber device index on its card; 0 for the primary ENI whatever IMDS says
/// @param networkCard index of the card; 0 where IMDS names none
/// @param subnetCidr IPv4 block of the subnet; null for an ENI without IPv4
/// @param subnetIpv6Cidrs IPv6 blocks of the subnet
/// @param ipv4Addresses private IPv4 addresses, the primary one first; empty for an EFA-only ENI
/// @param prefixes delegated IPv4 prefixes
public record AttachedEni(
        EniId id,
        MacAddress mac,
        boolean primary,
        int deviceNumber,
        int networkCard,
        SubnetId subnet,
        @Nullable IpPrefix subnetCidr,
        List<IpPrefix> subnetIpv6Cidrs,
        List<IpAddress> ipv4Addresses,
        List<IpAddress> ipv6Addresses,
        List<IpPrefix> prefixes,
        List<IpPrefix> ipv6Prefixes) {
    public AttachedEni {
        subnetIpv6Cidrs = List.copyOf(subnetIpv6Cidrs);
        ipv4Addresses = List.copyOf(ipv4Addresses);
        ipv6Addresses = List.copyOf(ipv6Addresses);
        prefixes = List.copyOf(prefixes);
        ipv6Prefixes = List.copyOf(ipv6Prefixes);
    }
}
