package dev.vpccni.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatencyTest {
    @Test
    void hasTheQuantilesItWasGiven() {
        Latency latency =
                new Latency(
                        Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofMillis(2000));
        SplittableRandom random = new SplittableRandom(5);

        long[] sorted =
                Stream.generate(() -> latency.sample(random))
                        .limit(20_000)
                        .mapToLong(Duration::toMillis)
                        .sorted()
                        .toArray();

        assertThat(sorted[0]).isGreaterThanOrEqualTo(100);
        assertThat(sorted[10_000]).isCloseTo(300, Percentage.withPercentage(4));
        assertThat(sorted[19_800]).isCloseTo(2000, Percentage.withPercentage(10));
        assertThat(sorted[19_999]).isLessThanOrEqualTo(100 + 4 * 1900);
    }

    @Test
    void isExactWhenFixed() {
        assertThat(Latency.fixed(Duration.ofMillis(7)).sample(new SplittableRandom(1)))
                .isEqualTo(Duration.ofMillis(7));
        assertThat(Latency.none().sample(new SplittableRandom(1))).isZero();
    }
}
