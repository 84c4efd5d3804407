/// Configuration: the environment variables that users of the incumbent know, read once at start into records.
///
/// What must not live here: reading a variable anywhere else, or acting on one. A value that cannot be used stops the
/// start with one sentence (variable, value, rule, remedy); where the incumbent falls back silently we fall back too,
/// and say so once. Read [dev.vpccni.config.AgentConfig] first, [dev.vpccni.config.Setting] for the list of names.
@NullMarked
package dev.vpccni.config;

import org.jspecify.annotations.NullMarked;
