package dev.vpccni.lab.scenario;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// The token buckets of an account; each is full when it is first used.
///
/// Not thread-safe; [FaultControl] guards it.
final class TokenBuckets {
    private record Level(double tokens, Instant at) {}

    private final InstantSource clock;
    private final Map<String, Level> levels = new HashMap<>();

    TokenBuckets(InstantSource clock) {
        this.clock = clock;
    }

    /// Takes one token, or answers false if there is none.
    boolean take(String name, Bucket size) {
        Instant now = clock.instant();
        Level before = levels.getOrDefault(name, new Level(size.burst(), now));
        double gained = Duration.between(before.at(), now).toNanos() / 1e9 * size.perSecond();
        double tokens = Math.min(size.burst(), before.tokens() + Math.max(0, gained));
        boolean taken = tokens >= 1;
        levels.put(name, new Level(taken ? tokens - 1 : tokens, now));
        return taken;
    }

    /// Fills all buckets.
    void refill() {
        levels.clear();
    }
}
