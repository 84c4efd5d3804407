/// The native side: libc calls through TeaVM, and the [dev.vpccni.plugin.os.Os] made of them.
///
/// What must not live here: decisions. Nothing of this package runs on a JVM, so it is kept small and is tested by the
/// integration tests that run the binary. Rules that TeaVM's C target sets: a byte array may be given to C directly,
/// never as an address kept across an allocation; errno is read in the next statement; text goes as NUL-terminated
/// UTF-8, because TeaVM converts strings by locale. Read [dev.vpccni.plugin.libc.NativeOs] first.
@NullMarked
package dev.vpccni.plugin.libc;

import org.jspecify.annotations.NullMarked;
