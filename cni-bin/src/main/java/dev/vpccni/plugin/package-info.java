/// The CNI plugin `aws-cni`: one process for each call of the runtime, which asks the agent for addresses and wires the
/// pod with them.
///
/// What must not live here: system calls, JSON shapes, netlink. This package puts together what `cni` understands,
/// `agent` is asked and `wiring` does. All of `dev.vpccni.plugin` but `libc` runs on a JVM as well as in the native
/// binary and keeps to the JDK subset of `docs/decisions/0002-shared-sources.md`. Read [dev.vpccni.plugin.Plugin] first.
@NullMarked
package dev.vpccni.plugin;

import org.jspecify.annotations.NullMarked;
