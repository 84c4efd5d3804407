/// A node of the lab: a machine made of namespaces for network, mounts, processes and host name, with the agent, the
/// plugin and the pods that run in it.
///
/// What must not live here: what EC2 believes (that is `account`) and how packets leave an interface (`fabric`). This
/// package has a jnr-ffi binding of its own, because entering a mount namespace and starting a program inside four
/// namespaces at once is needed nowhere else. Read [dev.vpccni.lab.node.Node] first, then
/// [dev.vpccni.lab.node.CniRuntime].
@NullMarked
package dev.vpccni.lab.node;

import org.jspecify.annotations.NullMarked;
