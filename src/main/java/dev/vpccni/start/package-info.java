/// Where the agent comes together: the main method, the one class that makes the objects, the start sequence.
///
/// What must not live here: behaviour that outlives the start. Read [dev.vpccni.start.Main] first.
@NullMarked
package dev.vpccni.start;

import org.jspecify.annotations.NullMarked;
