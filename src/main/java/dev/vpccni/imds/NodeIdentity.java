package dev.vpccni.imds;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.ipam.InstanceId;
import dev.vpccni.ipam.VpcId;

/// Who this node is, as IMDS says.
///
/// @param zone availability zone, for instance `eu-west-1a`
/// @param primaryMac MAC address of the primary ENI
/// @param localIpv4 primary address of the primary ENI: the node's own
public record NodeIdentity(
        String region,
        String zone,
        InstanceId instanceId,
        String instanceType,
        MacAddress primaryMac,
        VpcId vpcId,
        IpAddress localIpv4) {}
