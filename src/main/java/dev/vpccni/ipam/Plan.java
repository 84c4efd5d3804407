package dev.vpccni.ipam;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What to ask of EC2 now, and why.
///
/// @param nextLook when time alone may change the plan (cooling, pauses, minimum ages); empty when only events can
public record Plan(List<Ec2Action> actions, Explanation explanation, Optional<Instant> nextLook) {
    public Plan {
        actions = List.copyOf(actions);
    }

    public boolean isEmpty() {
        return actions.isEmpty();
    }
}
