package dev.vpccni.engine;

import dev.vpccni.wire.Reason;
import java.time.Duration;

/// Why the agent cannot do what was asked, for people and for programs.
///
/// @param reason the typed reason: metric label and wire value
/// @param sentence what was tried, the cause, the EC2 error where there is one, when the next attempt is
/// @param retryAfter time until the agent's own next attempt; zero when a retry does not help
public record Refusal(Reason reason, String sentence, Duration retryAfter) {}
