/// rtnetlink as data: what the kernel has ([dev.vpccni.netlink.Link], [dev.vpccni.netlink.Route], …), what we ask of it
/// ([dev.vpccni.netlink.RtRequest]), what it answers ([dev.vpccni.netlink.RtMessage]), and the bytes between
/// ([dev.vpccni.netlink.RtnetlinkCodec]).
///
/// What must not live here: sockets and foreign calls (they are in `netlink.socket` and in the plugin's native part),
/// or any knowledge of pods and ENIs. The CNI plugin compiles this package to native code, so it stays at Java 17 and
/// inside the JDK subset of `docs/decisions/0002-shared-sources.md`. Read [dev.vpccni.netlink.RtRequest] first.
@NullMarked
package dev.vpccni.netlink;

import org.jspecify.annotations.NullMarked;
