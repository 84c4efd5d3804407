/// The contract between the CNI plugin and the agent: the records that travel as JSON, the header names, the paths.
///
/// What must not live here: JSON libraries, HTTP, or meaning. Both sides compile these sources; the agent binds them
/// with Jackson, the plugin reads and writes them by hand, and a contract test sends each through the other's library.
/// Unknown members are ignored, a missing member is the empty value, so that plugin and agent may differ by a version.
/// Stays at Java 17 and inside the native plugin's JDK subset. Read [dev.vpccni.wire.Attachment] first.
@NullMarked
package dev.vpccni.wire;

import org.jspecify.annotations.NullMarked;
