/// The functional core: which addresses exist on this node, who holds them, and what to ask of EC2 next.
///
/// What must not live here: I/O, clocks, randomness, environment, logging, frameworks; time comes in as an argument.
/// Depends on the JDK and `inet` only. Read [dev.vpccni.ipam.Planner] first.
@NullMarked
package dev.vpccni.ipam;

import org.jspecify.annotations.NullMarked;
