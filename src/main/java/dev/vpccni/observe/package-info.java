/// What an operator sees from outside: metrics, health, log lines.
///
/// What must not live here: decisions. This room only counts and formats what other rooms report to it.
/// Read [dev.vpccni.observe.Meters] first.
@NullMarked
package dev.vpccni.observe;

import org.jspecify.annotations.NullMarked;
