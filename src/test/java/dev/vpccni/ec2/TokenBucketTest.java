package dev.vpccni.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
    private static final Instant START = ManualClock.START;
    private static final int BURST = 50;
    private static final int REFILL = 5;

    @Test
    void holdsItsBurstAndNoMore() {
        TokenBucket bucket = TokenBucket.full(BURST, REFILL, START).asOf(START.plusSeconds(3600));

        assertThat(drained(bucket)).isEqualTo(BURST);
    }

    @Test
    void refillsBySecond() {
        TokenBucket empty = empty(TokenBucket.full(BURST, REFILL, START));

        assertThat(drained(empty.asOf(START.plusSeconds(2)))).isEqualTo(2 * REFILL);
    }

    @Test
    void saysWhenTheNthTokenComes() {
        TokenBucket empty = empty(TokenBucket.full(BURST, REFILL, START));

        assertThat(empty.until(1)).isEqualTo(Duration.ofMillis(200));
        assertThat(empty.until(10)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void isEmptyAndHalfAsFastOnceThrottled() {
        TokenBucket throttled = TokenBucket.full(BURST, REFILL, START).throttled();

        assertThat(throttled.hasToken()).isFalse();
        assertThat(throttled.until(1)).isEqualTo(Duration.ofMillis(400));
        assertThat(throttled.throttled().until(1)).isEqualTo(Duration.ofMillis(800));
    }

    @Test
    void neverStopsHoweverOftenItIsThrottled() {
        TokenBucket bucket = TokenBucket.full(BURST, REFILL, START);
        for (int i = 0; i < 100; i++) {
            bucket = bucket.throttled();
        }

        assertThat(bucket.until(1)).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void recoversLinearlyWhileNothingIsThrottled() {
        TokenBucket throttled = TokenBucket.full(BURST, REFILL, START).throttled().throttled();

        TokenBucket later = throttled.asOf(START.plusSeconds(30));
        TokenBucket recovered = later.asOf(START.plusSeconds(120));

        assertThat(later.share()).isEqualTo(0.5, within(1e-9));
        assertThat(drained(recovered.asOf(START.plusSeconds(200)))).isEqualTo(BURST);
    }

    @Test
    void addsNothingWhenTheClockIsSetBackAndRefillsFromThere() {
        TokenBucket empty = empty(TokenBucket.full(BURST, REFILL, START));

        TokenBucket back = empty.asOf(START.minusSeconds(3600));

        assertThat(back.hasToken()).isFalse();
        assertThat(drained(back.asOf(START.minusSeconds(3599)))).isEqualTo(REFILL);
    }

    @Test
    void refusesToGiveWhatItHasNot() {
        TokenBucket empty = empty(TokenBucket.full(BURST, REFILL, START));

        assertThatThrownBy(empty::taken).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void neverGivesMoreThanEc2WouldWhateverHappens(long seed) {
        Random random = new Random(seed);
        TokenBucket bucket = TokenBucket.full(BURST, REFILL, START);
        Instant now = START;
        int given = 0;
        for (int step = 0; step < 5000; step++) {
            now = now.plusMillis(random.nextInt(300));
            bucket = bucket.asOf(now);
            if (random.nextInt(50) == 0) {
                bucket = bucket.throttled();
            }
            if (bucket.hasToken()) {
                bucket = bucket.taken();
                given++;
            }
            double allowed = BURST + REFILL * Duration.between(START, now).toMillis() / 1000.0;
            assertThat((double) given).isLessThanOrEqualTo(allowed + 1e-6);
        }
        assertThat(given).isGreaterThan(BURST);
    }

    private static TokenBucket empty(TokenBucket bucket) {
        TokenBucket left = bucket;
        while (left.hasToken()) {
            left = left.taken();
        }
        return left;
    }

    private static int drained(TokenBucket bucket) {
        int count = 0;
        TokenBucket left = bucket;
        while (left.hasToken()) {
            left = left.taken();
            count++;
        }
        return count;
    }
}
