package dev.vpccni.engine;

import dev.vpccni.ipam.Assignment;
import dev.vpccni.ipam.Eni;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How an ADD ended.
public sealed interface AttachOutcome {
    /// The address is assigned and journalled.
    ///
    /// @param eni the ENI that carries the address; null when no ENI of this node has it any more
    /// @param waited how long the request was parked
    record Attached(Assignment assignment, @Nullable Eni eni, Duration waited)
            implements AttachOutcome {}

    record Refused(Refusal refusal) implements AttachOutcome {}
}
