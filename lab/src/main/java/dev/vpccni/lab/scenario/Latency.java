package dev.vpccni.lab.scenario;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long a call takes: at least `min`, half of the calls at most `median`, 99 of 100 at most `p99`.
///
/// The part above the minimum follows a log-normal law, cut at four times `p99` so that one draw does not stop a demo.
/// Equal values mean a fixed time.
public record Latency(Duration min, Duration median, Duration p99) {
    /// The 99 % point of the standard normal law.
    private static final double Z99 = 2.3263;

    private static final Latency NONE = fixed(Duration.ZERO);

    public Latency {
        if (min.isNegative() || median.compareTo(min) < 0 || p99.compareTo(median) < 0) {
            throw new IllegalArgumentException(
                    "a latency needs 0 <= min <= median <= p99, not "
                            + min.toMillis()
                            + ", "
                            + median.toMillis()
                            + " and "
                            + p99.toMillis()
                            + " ms");
        }
    }

    public static Latency none() {
        return NONE;
    }

    public static Latency fixed(Duration time) {
        return new Latency(time, time, time);
    }

    /// Draws one time.
    public Duration sample(RandomGenerator random) {
        double middle = median.minus(min).toNanos();
        double high = p99.minus(min).toNanos();
        if (middle <= 0 || high <= middle) {
            return median;
        }
        double sigma = Math.log(high / middle) / Z99;
        double drawn = middle * Math.exp(sigma * random.nextGaussian());
        return min.plusNanos((long) Math.min(drawn, 4 * high));
    }

    @Override
    public String toString() {
        return min.equals(p99)
                ? Durations.format(min)
                : "min "
                        + Durations.format(min)
                        + ", median "
                        + Durations.format(median)
                        + ", p99 "
                        + Durations.format(p99);
    }
}
