/// Doubles and helpers of the plugin's tests: an agent that says what a test wants, a kernel in memory, the JVM in the
/// place of libc, and namespaces that are removed again.
///
/// What must not live here: assertions about the plugin. Read [dev.vpccni.plugin.testing.FakeOs] first.
@NullMarked
package dev.vpccni.plugin.testing;

import org.jspecify.annotations.NullMarked;
