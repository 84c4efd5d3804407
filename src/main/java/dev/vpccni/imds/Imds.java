package dev.vpccni.imds;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.SecurityGroupId;
import java.util.List;

/// Reads of the instance metadata service. Each blocks for at most some seconds. Errors of all: [ImdsException].
public interface Imds {
    /// Who this node is. Read once; it cannot change while the instance runs.
    NodeIdentity identity();

    /// The ENIs that IMDS shows, the primary first, then by network card and device number. May lag behind EC2.
    List<AttachedEni> attachedEnis();

    /// The VPC's blocks of one family, as seen from the primary ENI; empty for IPv6 when the VPC has none.
    List<IpPrefix> vpcCidrs(Family family);

    /// The security groups of the primary ENI.
    List<SecurityGroupId> securityGroups();
}
