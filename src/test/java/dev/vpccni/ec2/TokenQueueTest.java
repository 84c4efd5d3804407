package dev.vpccni.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenQueueTest {
    private static final Instant START = ManualClock.START;
    private static final int BURST = 4;
    private static final int REFILL = 2;

    private final TokenQueue queue = new TokenQueue(TokenBucket.full(BURST, REFILL, START));

    @Test
    void givesATokenAtOnceWhileThereAreAny() {
        for (int i = 0; i < BURST; i++) {
            assertThat(queue.wait(queue.join(Priority.WARM_UP), START)).isZero();
        }

        assertThat(queue.wait(queue.join(Priority.WARM_UP), START))
                .isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void servesWaitingPodsBeforeWarmUpBeforeCleanUp() {
        drain();
        TokenQueue.Waiter cleanUp = queue.join(Priority.CLEAN_UP);
        TokenQueue.Waiter warmUp = queue.join(Priority.WARM_UP);
        TokenQueue.Waiter pod = queue.join(Priority.WAITING_POD);
        Instant next = START.plusMillis(500);

        assertThat(queue.wait(cleanUp, next)).isPositive();
        assertThat(queue.wait(warmUp, next)).isPositive();
        assertThat(queue.wait(pod, next)).isZero();
        assertThat(queue.wait(cleanUp, next.plusMillis(500))).isPositive();
        assertThat(queue.wait(warmUp, next.plusMillis(500))).isZero();
        assertThat(queue.wait(cleanUp, next.plusMillis(1000))).isZero();
    }

    @Test
    void servesEqualsInTheOrderOfTheirComing() {
        drain();
        TokenQueue.Waiter first = queue.join(Priority.WARM_UP);
        TokenQueue.Waiter second = queue.join(Priority.WARM_UP);

        assertThat(queue.wait(second, START.plusMillis(500))).isPositive();
        assertThat(queue.wait(first, START.plusMillis(500))).isZero();
    }

    @Test
    void countsThoseBeforeWhenItSaysHowLong() {
        drain();
        queue.join(Priority.WAITING_POD);
        queue.join(Priority.WAITING_POD);

        assertThat(queue.wait(queue.join(Priority.WARM_UP), START))
                .isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void passesOverOneThatLeft() {
        drain();
        TokenQueue.Waiter first = queue.join(Priority.WAITING_POD);
        TokenQueue.Waiter second = queue.join(Priority.WARM_UP);
        queue.leave(first);

        assertThat(queue.wait(second, START.plusMillis(500))).isZero();
        assertThatThrownBy(() -> queue.wait(first, START))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void inAnyInterleavingNobodyOvertakesAMoreUrgentOneAndAllAreServed(long seed) {
        Random random = new Random(seed);
        List<TokenQueue.Waiter> waiting = new ArrayList<>();
        Instant now = START;
        int served = 0;
        int joined = 0;
        while (served < 200) {
            now = now.plusMillis(random.nextInt(200));
            if (joined < 200 && random.nextInt(3) > 0) {
                waiting.add(queue.join(List.of(Priority.values()).get(random.nextInt(3))));
                joined++;
            }
            if (random.nextInt(60) == 0) {
                queue.throttled(now);
            }
            if (!waiting.isEmpty()) {
                TokenQueue.Waiter asking = waiting.get(random.nextInt(waiting.size()));
                if (queue.wait(asking, now).isZero()) {
                    waiting.remove(asking);
                    served++;
                    assertThat(waiting).noneMatch(other -> before(other, asking));
                }
            }
        }
        assertThat(waiting).isEmpty();
        double allowed = BURST + REFILL * Duration.between(START, now).toMillis() / 1000.0;
        assertThat((double) served).isLessThanOrEqualTo(allowed);
    }

    private static boolean before(TokenQueue.Waiter one, TokenQueue.Waiter other) {
        int byPriority = one.priority().compareTo(other.priority());
        return byPriority < 0 || (byPriority == 0 && one.number() < other.number());
    }

    private void drain() {
        for (int i = 0; i < BURST; i++) {
            assertThat(queue.wait(queue.join(Priority.WARM_UP), START)).isZero();
        }
    }
}
