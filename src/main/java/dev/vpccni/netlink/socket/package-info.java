/// The foreign calls of the JVM side: rtnetlink sockets, network namespaces and libnftables through jnr-ffi.
///
/// What must not live here: decisions about what to send. Only this package may use jnr-ffi. Everything that enters
/// a namespace does so on a thread of its own that ends afterwards, because setns(2) changes one thread only.
/// Read [dev.vpccni.netlink.socket.Namespaces] first.
@NullMarked
package dev.vpccni.netlink.socket;

import org.jspecify.annotations.NullMarked;
