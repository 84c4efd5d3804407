package dev.vpccni.ec2;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to pause before the next attempt: doubled each time up to a cap, and spread over the upper half at random,
/// so that nodes that failed together do not come back together.
record Backoff(Duration first, Duration cap) {
    Backoff {
        if (first.isNegative() || first.isZero() || cap.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "a back-off needs 0 < first <= cap, not " + first + " and " + cap);
        }
    }

    /// The pause after the failed attempt with this number, 1 for the first. Between half the step and the step.
    Duration after(int attempt, RandomGenerator random) {
        long step = first.toNanos();
        for (int i = 1; i < attempt && step < cap.toNanos(); i++) {
            step *= 2;
        }
        step = Math.min(step, cap.toNanos());
        return Duration.ofNanos(step / 2 + random.nextLong(step / 2 + 1));
    }
}
