package dev.vpccni.ec2;

import java.time.Duration;
import java.time.Instant;

/// A token bucket as EC2 keeps one per account and action, scaled down while EC2 throttles us: a value, time passed in.
///
/// EC2's bucket belongs to the whole account and we see only our own calls. So the bucket starts at EC2's full size,
/// and each throttled answer empties it and halves both its refill and its size ([#throttled]); quiet time brings them
/// back linearly, a full recovery takes [#RECOVERY]. A thousand nodes that are throttled together thus back off
/// together, and none of them ever sends faster than EC2 would allow a single one.
///
/// Units: tokens; `fullRefill` in tokens per second; `share` is the fraction of the full bucket in force, at most 1.
/// Source: Amazon EC2 API request throttling (spec/field.md 3.1); additive increase, multiplicative decrease.
record TokenBucket(double burst, double fullRefill, double tokens, double share, Instant at) {
    /// How long it takes from nothing to the full bucket when nothing is throttled.
    static final Duration RECOVERY = Duration.ofMinutes(2);

    /// The smallest share: with EC2's refill of 5 per second, a call every 20 seconds.
    static final double LEAST_SHARE = 0.01;

    private static final double NANOS = 1e9;

    TokenBucket {
        if (burst < 1 || fullRefill <= 0) {
            throw new IllegalArgumentException(
                    "a token bucket needs room for one token and a refill, not "
                            + burst
                            + " and "
                            + fullRefill);
        }
    }

    /// A full bucket.
    static TokenBucket full(double burst, double fullRefill, Instant now) {
        return new TokenBucket(burst, fullRefill, burst, 1, now);
    }

    /// This bucket as of `now`: refilled and recovered.
    ///
    /// A clock that was set back adds nothing, and time counts from there, so that no refill waits for the old time to
    /// come round again.
    TokenBucket asOf(Instant now) {
        if (!now.isAfter(at)) {
            return new TokenBucket(burst, fullRefill, tokens, share, now);
        }
        double seconds = Duration.between(at, now).toNanos() / NANOS;
        double refilled = tokens + share * fullRefill * seconds;
        double recovered = Math.min(1, share + seconds / RECOVERY.toSeconds());
        return new TokenBucket(
                burst, fullRefill, Math.min(refilled, size(recovered)), recovered, now);
    }

    boolean hasToken() {
        return tokens >= 1;
    }

    /// This bucket with one token fewer. Errors: IllegalStateException when it has none.
    TokenBucket taken() {
        if (!hasToken()) {
            throw new IllegalStateException("no token to take");
        }
        return new TokenBucket(burst, fullRefill, tokens - 1, share, at);
    }

    /// This bucket after EC2 refused a call for its rate: empty, and half as large and as fast.
    TokenBucket throttled() {
        return new TokenBucket(burst, fullRefill, 0, Math.max(LEAST_SHARE, share / 2), at);
    }

    /// How long until the bucket has held `count` tokens for us to take, if nothing is throttled meanwhile.
    ///
    /// Recovery is not counted in, so the answer is never too short.
    Duration until(int count) {
        double lacking = count - tokens;
        if (lacking <= 0) {
            return Duration.ZERO;
        }
        return Duration.ofNanos((long) Math.ceil(lacking / (share * fullRefill) * NANOS));
    }

    private double size(double atShare) {
        return Math.max(1, burst * atShare);
    }
}
