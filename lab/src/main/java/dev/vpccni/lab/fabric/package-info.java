/// The network of the VPC as network namespaces: one router, a veth pair per attached interface, an internet host and
/// the addresses of the AWS services.
///
/// What must not live here: EC2's rules about who may own what (that is `account`) and what happens inside a node
/// (`node`). Nothing here changes the machine's own network namespace. Read [dev.vpccni.lab.fabric.LinuxFabric] first.
@NullMarked
package dev.vpccni.lab.fabric;

import org.jspecify.annotations.NullMarked;
