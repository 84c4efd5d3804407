package dev.vpccni.ec2;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.SecurityGroupId;
import dev.vpccni.ipam.SubnetId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An ENI as EC2 describes it, in the reply to its creation or to a describe call.
///
/// @param primary the primary private IPv4 address, never for pods; null for an ENI without IPv4 (EFA-only, IPv6-only)
/// @param secondaries the other private IPv4 addresses, in EC2's order; each is a pod's to use
/// @param prefixes delegated IPv4 prefixes (/28)
/// @param ipv6Addresses IPv6 addresses of the ENI
/// @param ipv6Prefixes delegated IPv6 prefixes (/80)
/// @param attachment null while it is attached nowhere
/// @param status `available`, `in-use`, `attaching`, `detaching`, `pending`, or a newer word of EC2
/// @param interfaceType `interface`, `efa`, `efa-only`, `trunk`, `branch`, …
/// @param description free text; ours start with [CreateInterface#DESCRIPTION_PREFIX]
public record NetworkInterface(
        EniId id,
        MacAddress mac,
        SubnetId subnet,
        @Nullable IpAddress primary,
        List<IpAddress> secondaries,
        List<IpPrefix> prefixes,
        List<IpAddress> ipv6Addresses,
        List<IpPrefix> ipv6Prefixes,
        List<SecurityGroupId> securityGroups,
        @Nullable InterfaceAttachment attachment,
        Map<String, String> tags,
        String status,
        String interfaceType,
        String description,
        ConnectionTracking connectionTracking) {
    public NetworkInterface {
        secondaries = List.copyOf(secondaries);
        prefixes = List.copyOf(prefixes);
        ipv6Addresses = List.copyOf(ipv6Addresses);
        ipv6Prefixes = List.copyOf(ipv6Prefixes);
        securityGroups = List.copyOf(securityGroups);
        tags = Map.copyOf(tags);
    }
}
