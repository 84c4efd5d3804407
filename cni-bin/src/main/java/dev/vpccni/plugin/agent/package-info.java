/// The way to the agent: HTTP/1.1 over one socket per call, the wire records as JSON, and what can go wrong on it.
///
/// What must not live here: what a call is for. Read [dev.vpccni.plugin.agent.AgentClient] first.
@NullMarked
package dev.vpccni.plugin.agent;

import org.jspecify.annotations.NullMarked;
