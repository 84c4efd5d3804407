/// The loop: takes events in (ADD, DEL, an EC2 answer, a timer), asks the planner, carries the plan out through ports,
/// and records what came of it.
///
/// One thread owns the pool; everything slow (EC2, netlink) runs elsewhere and reports back as an event. An assignment
/// is in the journal before its reply leaves. What must not live here: HTTP, JSON, SDK types, netlink messages.
/// Read [dev.vpccni.engine.Engine] first.
@NullMarked
package dev.vpccni.engine;

import org.jspecify.annotations.NullMarked;
