package dev.vpccni.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(20));

    @ParameterizedTest
    @CsvSource({"1,125,250", "2,250,500", "5,2000,4000", "8,10000,20000", "50,10000,20000"})
    void pausesBetweenHalfTheStepAndTheStep(int attempt, long least, long most) {
        Random random = new Random(attempt);
        for (int i = 0; i < 200; i++) {
            Duration pause = BACKOFF.after(attempt, random);

            assertThat(pause).isBetween(Duration.ofMillis(least), Duration.ofMillis(most));
        }
    }

    @Test
    void spreadsThoseThatFailedTogether() {
        Set<Duration> pauses = new HashSet<>();
        for (int node = 0; node < 50; node++) {
            pauses.add(BACKOFF.after(1, new Random(node)));
        }

        assertThat(pauses).hasSizeGreaterThan(45);
    }

    @Test
    void refusesToPauseNotAtAll() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
