package dev.vpccni.engine;

import dev.vpccni.ec2.ConnectionTracking;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.InstanceId;
import dev.vpccni.ipam.SecurityGroupId;
import dev.vpccni.ipam.SubnetId;
import java.util.List;
import java.util.Map;

/// What is known of this node once it has started, and does not change while it runs.
///
/// @param subnetCidr the block of the primary ENI's subnet; new ENIs are made in the same subnet
/// @param securityGroups groups of the primary ENI; new ENIs get the same
/// @param ownerTags tags of every ENI that is created
/// @param connectionTracking time-outs of the primary ENI; new ENIs get the same
/// @param policyMode empty when the network policy agent is not used
public record NodeFacts(
        InstanceId instance,
        String instanceType,
        String region,
        SubnetId subnet,
        IpPrefix subnetCidr,
        List<SecurityGroupId> securityGroups,
        List<IpPrefix> vpcCidrs,
        Map<String, String> ownerTags,
        ConnectionTracking connectionTracking,
        boolean externalSnat,
        String policyMode) {
    public NodeFacts {
        securityGroups = List.copyOf(securityGroups);
        vpcCidrs = List.copyOf(vpcCidrs);
        ownerTags = Map.copyOf(ownerTags);
    }
}
