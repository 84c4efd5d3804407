/// Values of the Internet protocols that every room shares: [dev.vpccni.inet.IpAddress], [dev.vpccni.inet.IpPrefix],
/// [dev.vpccni.inet.MacAddress].
///
/// What must not live here: anything that does I/O, or knows of ENIs, netlink or JSON. The CNI plugin compiles this
/// package to native code, so it stays at Java 17 and inside the JDK subset of `docs/decisions/0002-shared-sources.md`
/// (no String.format, regex, streams, java.time, java.net). Read [dev.vpccni.inet.IpAddress] first.
@NullMarked
package dev.vpccni.inet;

import org.jspecify.annotations.NullMarked;
