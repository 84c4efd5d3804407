/// The node's own network as declared state: what links, addresses, routes, rules, sysctls and netfilter rules the
/// attached ENIs call for, what the kernel has, and the difference.
///
/// [dev.vpccni.host.HostNetwork] goes in, [dev.vpccni.host.DesiredHost] and [dev.vpccni.host.HostDiff] are pure, and
/// [dev.vpccni.host.HostNetworkApplier] is the thin end that reads and writes. What must not live here: pods' own links
/// and rules (the plugin makes those), EC2, or when to run. IPv4 only. Read [dev.vpccni.host.DesiredHost] first.
@NullMarked
package dev.vpccni.host;

import org.jspecify.annotations.NullMarked;
