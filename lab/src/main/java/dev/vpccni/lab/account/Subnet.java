package dev.vpccni.lab.account;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import org.jspecify.annotations.Nullable;

/// A subnet: one IPv4 block in one availability zone, and an IPv6 /64 if the VPC has IPv6.
public record Subnet(
        String id,
        String vpcId,
        IpPrefix cidr,
        @Nullable IpPrefix ipv6Cidr,
        String availabilityZone,
        Tags tags) {

    /// The VPC's router in this subnet: the first address after the network's.
    public IpAddress gateway() {
        return cidr.address().plus(1);
    }

    Subnet withTags(Tags changed) {
        return new Subnet(id, vpcId, cidr, ipv6Cidr, availabilityZone, changed);
    }
}
