/// One simulated AWS account: its VPCs, subnets, instances and elastic network interfaces, the limits EC2 puts on them,
/// and every call the lab's EC2 API can answer, as typed operations.
///
/// What must not live here: HTTP, XML, namespaces, faults, throttling and latency. The calls are made real by whoever
/// implements [dev.vpccni.lab.account.Fabric]; the wire is the business of `ec2` and `imds`. Read
/// [dev.vpccni.lab.account.Account] first, then [dev.vpccni.lab.account.Ec2Calls].
@NullMarked
package dev.vpccni.lab.account;

import org.jspecify.annotations.NullMarked;
