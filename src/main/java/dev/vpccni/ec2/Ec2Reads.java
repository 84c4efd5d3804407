package dev.vpccni.ec2;

import dev.vpccni.ipam.VpcId;
import java.util.List;

/// What the node asks EC2 about. Errors of all: [Ec2Failure].
///
/// EC2's reads lag behind its writes by up to some seconds: a reply to a create or assign call is newer than a read.
public interface Ec2Reads {
    /// All ENIs that the query matches, in no order. An ENI that does not exist (yet, or any more) is absent.
    List<NetworkInterface> interfaces(InterfaceQuery query, CallBudget budget);

    /// The subnets of a VPC in one zone, most free addresses first, ties by id.
    List<Subnet> subnets(VpcId vpc, String zone, CallBudget budget);

    /// What an instance type allows, from the built-in table, or from EC2 for a type that it lacks.
    ///
    /// Errors: [Ec2Failure] that names the type and the permission needed when EC2 cannot be asked.
    InstanceLimits limits(String instanceType, CallBudget budget);
}
