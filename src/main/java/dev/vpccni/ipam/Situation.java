package dev.vpccni.ipam;

import java.time.Instant;
import java.util.Optional;

/// Everything that a plan depends on.
///
/// @param lastShrink when a plan last gave something back; the next one waits for [Planner#SHRINK_GAP]
public record Situation(
        Pool pool,
        Targets targets,
        Limits limits,
        Demand demand,
        InFlight inFlight,
        Pauses pauses,
        Optional<Instant> lastShrink,
        Instant now) {
    Situation withPool(Pool next) {
        return new Situation(next, targets, limits, demand, inFlight, pauses, lastShrink, now);
    }

    /// ENIs that may be attached in all, by instance type and `MAX_ENI`.
    public int eniLimit() {
        return Math.min(limits.maxEnis(), targets.maxEni().orElse(limits.maxEnis()));
    }
}
