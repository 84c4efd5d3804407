package dev.vpccni.ec2;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.TreeSet;

/// Who gets the next token of one action: the most urgent, then the longest waiting. No clock, no threads, no lock.
///
/// A waiter [#join]s, then asks [#wait] again and again until it gets zero, which takes its token and its place in the
/// queue; one that gives up must [#leave].
final class TokenQueue {
    /// When the token is there but somebody before has not fetched it yet.
    private static final Duration MOMENT = Duration.ofMillis(5);

    private final TreeSet<Waiter> waiters =
            new TreeSet<>(Comparator.comparing(Waiter::priority).thenComparingLong(Waiter::number));
    private TokenBucket bucket;
    private long joined;

    TokenQueue(TokenBucket bucket) {
        this.bucket = bucket;
    }

    /// A place in the queue.
    record Waiter(Priority priority, long number) {}

    Waiter join(Priority priority) {
        Waiter waiter = new Waiter(priority, joined++);
        waiters.add(waiter);
        return waiter;
    }

    /// How long this waiter must wait, as things stand; zero means that the token is taken and is its own.
    ///
    /// Errors: IllegalStateException for a waiter that is not in the queue.
    Duration wait(Waiter waiter, Instant now) {
        if (!waiters.contains(waiter)) {
            throw new IllegalStateException("waiter " + waiter.number() + " is not in the queue");
        }
        bucket = bucket.asOf(now);
        int before = waiters.headSet(waiter).size();
        if (before == 0 && bucket.hasToken()) {
            bucket = bucket.taken();
            waiters.remove(waiter);
            return Duration.ZERO;
        }
        Duration untilMine = bucket.until(before + 1);
        return untilMine.compareTo(MOMENT) < 0 ? MOMENT : untilMine;
    }

    void leave(Waiter waiter) {
        waiters.remove(waiter);
    }

    /// EC2 refused a call of this action for its rate.
    void throttled(Instant now) {
        bucket = bucket.asOf(now).throttled();
    }

    TokenBucket bucket() {
        return bucket;
    }
}
