/// What this node asks of the EC2 API, as small ports in our own words, and the adapter that asks the AWS SDK.
///
/// Ports: [dev.vpccni.ec2.EniLifecycle], [dev.vpccni.ec2.AddressAssignment], [dev.vpccni.ec2.EniUpkeep],
/// [dev.vpccni.ec2.Ec2Reads]. Every call passes one governor, the single place that decides how fast to
/// call and whether to repeat; every error is a classified [dev.vpccni.ec2.Ec2Failure]. Calls block, so they belong on
/// a virtual thread or a worker.
///
/// What must not live here: decisions about how many addresses or ENIs a node should have (that is `ipam`), and any
/// SDK type in a public signature: no other package may import `software.amazon.awssdk`. Read
/// [dev.vpccni.ec2.EniLifecycle] first.
@NullMarked
package dev.vpccni.ec2;

import org.jspecify.annotations.NullMarked;
