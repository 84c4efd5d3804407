package dev.vpccni.ec2;

import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.SubnetId;
import java.util.List;
import java.util.Map;

/// A subnet as EC2 describes it.
///
/// @param cidrs its IPv4 block (absent for an IPv6-only subnet), then its IPv6 blocks
/// @param availableAddresses free IPv4 addresses; EC2 counts those of a partly used /28 too
public record Subnet(
        SubnetId id,
        String zone,
        List<IpPrefix> cidrs,
        int availableAddresses,
        Map<String, String> tags) {
    public Subnet {
        cidrs = List.copyOf(cidrs);
        tags = Map.copyOf(tags);
    }
}
