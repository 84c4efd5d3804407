/// Tests of the whole product: the packaged agent and the native plugin in the lab's nodes, with real packets.
///
/// What must not live here: tests of one class, which belong beside it, and of the lab alone. Nothing here looks into
/// the agent; it is asked as operators and runtimes ask it, and the kernel, EC2 and the files are read beside it.
/// All need root, and fail with a sentence without. Read [dev.vpccni.system.SystemLab] first.
@NullMarked
package dev.vpccni.system;

import org.jspecify.annotations.NullMarked;
