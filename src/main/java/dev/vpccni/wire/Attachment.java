package dev.vpccni.wire;

import java.util.List;

/// What an attachment (network, container, interface) has been given: the answer to ADD and to CHECK.
///
/// @param addresses one element per interface, in interface order; never empty
/// @param vpcCidrs CIDR blocks that are never translated, for the record (the agent programs SNAT itself)
/// @param externalSnat true when the node does not translate (AWS_VPC_K8S_CNI_EXTERNALSNAT)
/// @param networkPolicyMode empty, `none`, `standard` or `strict`
/// @param waitedMs how long the request was parked before an address was free. Units: milliseconds
public record Attachment(
        List<AttachedAddress> addresses,
        List<String> vpcCidrs,
        boolean externalSnat,
        String networkPolicyMode,
        int waitedMs) {
    public Attachment {
        addresses = List.copyOf(addresses);
        vpcCidrs = List.copyOf(vpcCidrs);
    }
}
