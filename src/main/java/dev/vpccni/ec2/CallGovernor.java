package dev.vpccni.ec2;

import dev.vpccni.ec2.Ec2Failure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The gate that every call to EC2 passes: decides when it may be sent and whether it is sent again.
///
/// A call waits for a token of its action, in order of priority ([TokenQueue], [TokenBucket]); a failed attempt that
/// passes by itself and can do no harm twice ([Ec2Action#repeatable]) is made again after a pause ([Backoff]), with a
/// token of its own, until the budget is used up. All the deciding is in those four; here is only the blocking.
///
/// Threads: any number may call at once; each blocks by itself, so virtual threads are the right ones.
final class CallGovernor {
    /// More attempts than this mean that repeating does not help.
    static final int MOST_ATTEMPTS = 12;

    /// An ENI that EC2 knows is known everywhere within seconds; one that is still not found does not exist.
    static final int MOST_ATTEMPTS_TO_FIND = 6;

    /// A waiter looks again after this at the latest: those before it may have given up.
    private static final Duration LONGEST_LOOK = Duration.ofMillis(500);

    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(20));

    private final Map<Ec2Action, TokenQueue> queues = new EnumMap<>(Ec2Action.class);
    private final Function<RuntimeException, Refusal> reader;
    private final Ec2CallListener listener;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Pause pause;

    /// Blocks the thread for a while; in tests, moves the clock.
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    /// @param reader says what an exception thrown by an attempt means
    CallGovernor(
            Function<RuntimeException, Refusal> reader,
            Ec2CallListener listener,
            InstantSource clock,
            RandomGenerator random,
            Pause pause) {
        this.reader = reader;
        this.listener = listener;
        this.clock = clock;
        this.random = random;
        this.pause = pause;
        for (Ec2Action action : Ec2Action.values()) {
            queues.put(
                    action,
                    new TokenQueue(
                            TokenBucket.full(action.burst(), action.refill(), clock.instant())));
        }
    }

    /// Sends a call, again where that helps, and answers what the attempt that succeeded answered.
    ///
    /// @param subject what it is done on, for messages: `of eni-1 to i-1 at device index 2`
    /// @param attempt sends one request and blocks for its answer
    <T> T call(Ec2Action action, String subject, CallBudget budget, Supplier<T> attempt) {
        Run run = new Run(action, subject, budget, clock.instant());
        try {
            return attempts(run, attempt);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure(run, interrupted(interrupted), Duration.ZERO);
        }
    }

    private <T> T attempts(Run run, Supplier<T> attempt) throws InterruptedException {
        while (true) {
            awaitToken(run);
            run.attempts++;
            Instant sent = clock.instant();
            try {
                T answer = attempt.get();
                attempted(run, sent, null);
                finished(run, null);
                return answer;
            } catch (RuntimeException thrown) {
                Refusal refusal = reader.apply(thrown);
                attempted(run, sent, refusal);
                run.failedWith(refusal);
                afterFailure(run, refusal);
            }
        }
    }

    /// Blocks until this call holds a token, or fails when it cannot get one in time.
    private void awaitToken(Run run) throws InterruptedException {
        TokenQueue queue = queue(run.action);
        TokenQueue.Waiter waiter = joined(queue, run.budget.priority());
        try {
            Instant from = clock.instant();
            Duration wait = waitOf(queue, waiter);
            while (!wait.isZero()) {
                if (wait.compareTo(run.left(clock.instant())) > 0) {
                    Refusal last = run.last;
                    throw failure(run, last == null ? noToken(run, wait) : last, wait);
                }
                pause.of(wait.compareTo(LONGEST_LOOK) < 0 ? wait : LONGEST_LOOK);
                wait = waitOf(queue, waiter);
            }
            run.waited = run.waited.plus(between(from, clock.instant()));
        } finally {
            left(queue, waiter);
        }
    }

    /// Pauses before the next attempt, or fails when there is to be none.
    private void afterFailure(Run run, Refusal refusal) throws InterruptedException {
        if (refusal.kind() == Kind.THROTTLED) {
            throttled(queue(run.action));
        }
        boolean again = run.action.repeatable(refusal.kind(), refusal.mayHaveRun());
        Duration wait = BACKOFF.after(run.attempts, random);
        if (!again
                || run.attempts >= mostAttempts(refusal.kind())
                || wait.compareTo(run.left(clock.instant())) > 0) {
            throw failure(run, refusal, again ? wait : Duration.ZERO);
        }
        pause.of(wait);
    }

    private static int mostAttempts(Kind kind) {
        return kind == Kind.NOT_FOUND ? MOST_ATTEMPTS_TO_FIND : MOST_ATTEMPTS;
    }

    private TokenQueue queue(Ec2Action action) {
        TokenQueue queue = queues.get(action);
        if (queue == null) {
            throw new IllegalStateException("no token queue for " + action.label());
        }
        return queue;
    }

    private static TokenQueue.Waiter joined(TokenQueue queue, Priority priority) {
        synchronized (queue) {
            return queue.join(priority);
        }
    }

    private Duration waitOf(TokenQueue queue, TokenQueue.Waiter waiter) {
        synchronized (queue) {
            return queue.wait(waiter, clock.instant());
        }
    }

    private static void left(TokenQueue queue, TokenQueue.Waiter waiter) {
        synchronized (queue) {
            queue.leave(waiter);
        }
    }

    private void throttled(TokenQueue queue) {
        synchronized (queue) {
            queue.throttled(clock.instant());
        }
    }

    private void attempted(Run run, Instant sent, @Nullable Refusal refusal) {
        listener.attempted(
                new Ec2CallListener.Attempt(
                        run.action.label(),
                        run.budget.priority(),
                        run.attempts,
                        between(sent, clock.instant()),
                        refusal == null ? "200" : refusal.code(),
                        refusal == null ? null : refusal.kind()));
    }

    private void finished(Run run, @Nullable Refusal refusal) {
        listener.finished(
                new Ec2CallListener.Report(
                        run.action.label(),
                        run.budget.priority(),
                        run.attempts,
                        run.waited,
                        between(run.start, clock.instant()),
                        refusal == null ? "200" : refusal.code(),
                        refusal == null ? null : refusal.kind()));
    }

    private Ec2Failure failure(Run run, Refusal refusal, Duration retryAfter) {
        finished(run, refusal);
        Ec2Failure.Details details =
                new Ec2Failure.Details(
                        run.action.label(),
                        refusal.code(),
                        refusal.requestId(),
                        refusal.status(),
                        run.mayHaveRun || refusal.mayHaveRun(),
                        retryAfter);
        String message = FailureText.of(run.action, run.subject, run.attempts, refusal);
        return new Ec2Failure(refusal.kind(), details, message, refusal.cause());
    }

    private static Refusal noToken(Run run, Duration wait) {
        String text =
                "the node may send the next "
                        + run.action.label()
                        + " in "
                        + wait.toMillis()
                        + " ms, but this call may take only "
                        + run.budget.total().toMillis()
                        + " ms in all";
        return new Refusal(Kind.THROTTLED, "", 0, "", text, false, null);
    }

    private static Refusal interrupted(InterruptedException cause) {
        return new Refusal(Kind.INTERRUPTED, "", 0, "", "the agent is shutting down", false, cause);
    }

    /// Never negative, though the clock may be set back meanwhile.
    private static Duration between(Instant from, Instant to) {
        return to.isAfter(from) ? Duration.between(from, to) : Duration.ZERO;
    }

    /// What has happened to one call so far.
    private static final class Run {
        private final Ec2Action action;
        private final String subject;
        private final CallBudget budget;
        private final Instant start;
        private int attempts;
        private Duration waited = Duration.ZERO;
        private boolean mayHaveRun;
        private @Nullable Refusal last;

        private Run(Ec2Action action, String subject, CallBudget budget, Instant start) {
            this.action = action;
            this.subject = subject;
            this.budget = budget;
            this.start = start;
        }

        private void failedWith(Refusal refusal) {
            last = refusal;
            mayHaveRun |= refusal.mayHaveRun();
        }

        private Duration left(Instant now) {
            return budget.total().minus(between(start, now));
        }
    }
}
