/// The links, routes and rules of one pod: planned as data, carried out step by step, undone, torn down, compared.
///
/// What must not live here: the runtime's protocol and the agent's. The plan is a pure function of its inputs.
/// Read [dev.vpccni.plugin.wiring.Wiring] first.
@NullMarked
package dev.vpccni.plugin.wiring;

import org.jspecify.annotations.NullMarked;
