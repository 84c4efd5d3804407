/// What the plugin needs of the machine, as interfaces: [dev.vpccni.plugin.os.Os] and what it opens.
///
/// What must not live here: system calls (they are in `libc`), and any knowledge of CNI or pods. The tests put a small
/// kernel model behind these interfaces, or the JVM's own sockets. Read [dev.vpccni.plugin.os.Os] first.
@NullMarked
package dev.vpccni.plugin.os;

import org.jspecify.annotations.NullMarked;
