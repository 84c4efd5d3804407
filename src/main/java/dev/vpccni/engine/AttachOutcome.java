package dev.vpccni.engine;

import dev.vpccni.ipam.Assignment;
import dev.vpccni.ipam.Eni;
import java.time.Duration;

/// How an ADD ended.
public sealed interface AttachOutcome {
    /// The address is assigned and journalled.
    ///
    /// @param waited how long the request was parked
    record Attached(Assignment assignment, Eni eni, Duration waited) implements AttachOutcome {}

    record Refused(Refusal refusal) implements AttachOutcome {}
}
