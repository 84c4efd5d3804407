/// Tests of the native binary against the kernel, in namespaces that they make.
///
/// What must not live here: tests that need no root. Read [dev.vpccni.plugin.it.AddDelIT] first.
@NullMarked
package dev.vpccni.plugin.it;

import org.jspecify.annotations.NullMarked;
