package dev.vpccni.ec2;

import static dev.vpccni.ec2.Ec2Action.ASSIGN_PRIVATE_IP_ADDRESSES;
import static dev.vpccni.ec2.Ec2Action.ATTACH_NETWORK_INTERFACE;
import static dev.vpccni.ec2.Ec2Action.CREATE_NETWORK_INTERFACE;
import static dev.vpccni.ec2.Ec2Action.DELETE_NETWORK_INTERFACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import dev.vpccni.ec2.Ec2Failure.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallGovernorTest {
    private static final CallBudget WARM_UP = CallBudget.warmUp();

    private final ManualClock clock = new ManualClock();
    private final RecordedCalls listener = new RecordedCalls();
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final CallGovernor governor = governor(this::pause);

    @Test
    void answersWhatTheAttemptAnswered() {
        String answer = governor.call(CREATE_NETWORK_INTERFACE, "of x", WARM_UP, () -> "eni-1");

        assertThat(answer).isEqualTo("eni-1");
        assertThat(listener.reports)
                .containsExactly(
                        new Ec2CallListener.Report(
                                "CreateNetworkInterface",
                                Priority.WARM_UP,
                                1,
                                Duration.ZERO,
                                Duration.ZERO,
                                "200",
                                null));
    }

    @Test
    void repeatsAThrottledCallAndSlowsDown() {
        String answer =
                governor.call(
                        ASSIGN_PRIVATE_IP_ADDRESSES,
                        "of x",
                        WARM_UP,
                        script(refusal(Kind.THROTTLED, false), refusal(Kind.THROTTLED, false)));

        assertThat(answer).isEqualTo("done");
        assertThat(listener.attempts)
                .extracting(Ec2CallListener.Attempt::number, Ec2CallListener.Attempt::kind)
                .containsExactly(
                        tuple(1, Kind.THROTTLED), tuple(2, Kind.THROTTLED), tuple(3, null));
        assertThat(listener.reports.getFirst().waited()).isPositive();
    }

    @Test
    void doesNotRepeatAnAssignmentWhoseAnswerWasLost() {
        Ec2Failure failure =
                failureOf(
                        ASSIGN_PRIVATE_IP_ADDRESSES,
                        WARM_UP,
                        script(refusal(Kind.UNAVAILABLE, true)));

        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(listener.attempts).hasSize(1);
    }

    @Test
    void repeatsAnAssignmentThatWasNeverSent() {
        String answer =
                governor.call(
                        ASSIGN_PRIVATE_IP_ADDRESSES,
                        "of x",
                        WARM_UP,
                        script(refusal(Kind.UNAVAILABLE, false)));

        assertThat(answer).isEqualTo("done");
    }

    @Test
    void repeatsACreationWhoseAnswerWasLostAndRemembersThatItWas() {
        Ec2Failure failure =
                failureOf(
                        CREATE_NETWORK_INTERFACE,
                        WARM_UP,
                        script(refusal(Kind.UNAVAILABLE, true), refusal(Kind.ENI_LIMIT, false)));

        assertThat(failure.kind()).isEqualTo(Kind.ENI_LIMIT);
        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(listener.attempts).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"THROTTLED", "UNAVAILABLE"},
            mode = EnumSource.Mode.EXCLUDE)
    void repeatsNothingThatDoesNotPassByItself(Kind kind) {
        Ec2Failure failure =
                failureOf(CREATE_NETWORK_INTERFACE, WARM_UP, script(refusal(kind, false)));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(listener.attempts).hasSize(1);
    }

    @Test
    void waitsForAnEniThatEc2DoesNotKnowEverywhereYetBeforeItAttaches() {
        assertThat(
                        governor.call(
                                ATTACH_NETWORK_INTERFACE,
                                "of x",
                                WARM_UP,
                                script(refusal(Kind.NOT_FOUND, false))))
                .isEqualTo("done");
    }

    @Test
    void takesAnEniThatIsLongNotFoundForGone() {
        Ec2Failure failure = failureOf(ATTACH_NETWORK_INTERFACE, WARM_UP, always(Kind.NOT_FOUND));

        assertThat(failure.kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(listener.attempts).hasSize(CallGovernor.MOST_ATTEMPTS_TO_FIND);
    }

    @Test
    void waitsForADetachToEndBeforeItDeletes() {
        assertThat(
                        governor.call(
                                DELETE_NETWORK_INTERFACE,
                                "of x",
                                CallBudget.cleanUp(),
                                script(
                                        refusal(Kind.CONFLICT, false),
                                        refusal(Kind.CONFLICT, false))))
                .isEqualTo("done");
    }

    @Test
    void givesUpAfterTheMostAttempts() {
        Ec2Failure failure =
                failureOf(
                        CREATE_NETWORK_INTERFACE,
                        new CallBudget(Priority.CLEAN_UP, Duration.ofHours(1)),
                        always(Kind.UNAVAILABLE));

        assertThat(failure).hasMessageContaining("after 12 attempts");
        assertThat(listener.attempts).hasSize(CallGovernor.MOST_ATTEMPTS);
    }

    @Test
    void endsWithinItsBudgetAndTellsWhenToTryAgain() {
        CallBudget budget = CallBudget.waitingPod(Duration.ofSeconds(5));

        Ec2Failure failure = failureOf(CREATE_NETWORK_INTERFACE, budget, always(Kind.THROTTLED));

        assertThat(Duration.between(ManualClock.START, clock.instant()))
                .isLessThanOrEqualTo(budget.total());
        assertThat(failure.kind()).isEqualTo(Kind.THROTTLED);
        assertThat(failure.details().code()).isEqualTo("CodeOfTHROTTLED");
        assertThat(failure.details().retryAfter()).isPositive();
    }

    @Test
    void failsAtOnceWhenNoTokenCanComeInTime() {
        drain();

        Ec2Failure failure =
                failureOf(
                        CREATE_NETWORK_INTERFACE,
                        CallBudget.waitingPod(Duration.ofMillis(100)),
                        () -> "never sent");

        assertThat(failure.kind()).isEqualTo(Kind.THROTTLED);
        assertThat(failure)
                .hasMessageStartingWith(
                        "CreateNetworkInterface of x was not sent: the node may send the next"
                                + " CreateNetworkInterface in 200 ms, but this call may take only 100 ms in all");
        assertThat(failure.details().retryAfter()).isEqualTo(Duration.ofMillis(200));
        assertThat(pauses).isEmpty();
        assertThat(listener.reports.getLast().attempts()).isZero();
    }

    @Test
    void leavesNoTraceInTheQueueWhenItFails() {
        drain();
        for (int i = 0; i < 50; i++) {
            failureOf(
                    CREATE_NETWORK_INTERFACE,
                    CallBudget.waitingPod(Duration.ofMillis(1)),
                    () -> "never sent");
        }

        governor.call(CREATE_NETWORK_INTERFACE, "of x", WARM_UP, () -> "done");

        assertThat(pauses).containsExactly(Duration.ofMillis(200));
    }

    @Test
    void throttlesEachActionByItself() {
        drain();

        governor.call(ATTACH_NETWORK_INTERFACE, "of x", WARM_UP, () -> "done");

        assertThat(pauses).isEmpty();
    }

    @Test
    void saysWhatFailedOnWhatWithWhatAnswerAndWhatToDo() {
        Refusal refusal =
                new Refusal(
                        Kind.UNAUTHORIZED,
                        "UnauthorizedOperation",
                        403,
                        "req-1",
                        "You may not.",
                        false,
                        null);

        Ec2Failure failure =
                failureOf(ATTACH_NETWORK_INTERFACE, WARM_UP, () -> throwing(new Scripted(refusal)));

        assertThat(failure)
                .hasMessage(
                        "AttachNetworkInterface of x failed: EC2 answered UnauthorizedOperation (HTTP 403, request"
                                + " req-1): You may not; allow ec2:AttachNetworkInterface to the agent's IAM role");
        assertThat(failure.details())
                .isEqualTo(
                        new Ec2Failure.Details(
                                "AttachNetworkInterface",
                                "UnauthorizedOperation",
                                "req-1",
                                403,
                                false,
                                Duration.ZERO));
    }

    @Test
    void shortensEc2sEncodedAuthorizationMessage() {
        String encoded = "x".repeat(2000);
        Refusal refusal =
                new Refusal(
                        Kind.UNAUTHORIZED, "UnauthorizedOperation", 403, "", encoded, false, null);

        Ec2Failure failure =
                failureOf(ATTACH_NETWORK_INTERFACE, WARM_UP, () -> throwing(new Scripted(refusal)));

        assertThat(failure.getMessage()).hasSizeLessThan(500);
    }

    @Test
    void endsWhenTheThreadIsInterruptedAndKeepsTheMark() {
        CallGovernor interrupted =
                governor(duration -> {
                    throw new InterruptedException();
                });

        Ec2Failure failure =
                catchThrowableOfType(
                        Ec2Failure.class,
                        () ->
                                interrupted.call(
                                        CREATE_NETWORK_INTERFACE,
                                        "of x",
                                        WARM_UP,
                                        always(Kind.UNAVAILABLE)));

        assertThat(failure.kind()).isEqualTo(Kind.INTERRUPTED);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void letsManyThreadsThroughNoFasterThanTheBucket() {
        AtomicInteger sent = new AtomicInteger();
        List<Integer> tooEarly = new CopyOnWriteArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 140; i++) {
                CallBudget budget =
                        new CallBudget(
                                List.of(Priority.values()).get(i % 3), Duration.ofDays(10_000));
                threads.execute(() ->
                        governor.call(
                                CREATE_NETWORK_INTERFACE,
                                "of x",
                                budget,
                                () -> {
                                    int number = sent.incrementAndGet();
                                    if (number > allowedByNow()) {
                                        tooEarly.add(number);
                                    }
                                    return number;
                                }));
            }
        }

        assertThat(sent.get()).isEqualTo(140);
        assertThat(tooEarly).isEmpty();
    }

    private double allowedByNow() {
        return CREATE_NETWORK_INTERFACE.burst()
                + CREATE_NETWORK_INTERFACE.refill()
                        * (Duration.between(ManualClock.START, clock.instant()).toMillis()
                                / 1000.0);
    }

    private void drain() {
        for (int i = 0; i < CREATE_NETWORK_INTERFACE.burst(); i++) {
            governor.call(CREATE_NETWORK_INTERFACE, "of x", WARM_UP, () -> "done");
        }
        assertThat(pauses).isEmpty();
    }

    private CallGovernor governor(CallGovernor.Pause pause) {
        return new CallGovernor(
                thrown -> ((Scripted) thrown).refusal, listener, clock, new Random(7), pause);
    }

    /// Lets the others run, as sleeping does.
    private void pause(Duration duration) throws InterruptedException {
        pauses.add(duration);
        clock.advance(duration);
        Thread.sleep(Duration.ofNanos(1));
    }

    private Ec2Failure failureOf(Ec2Action action, CallBudget budget, Supplier<String> attempt) {
        Ec2Failure failure =
                catchThrowableOfType(
                        Ec2Failure.class, () -> governor.call(action, "of x", budget, attempt));
        assertThat(failure).as("the call of %s should fail", action).isNotNull();
        return failure;
    }

    /// Fails with these one after the other, then succeeds.
    private static Supplier<String> script(Refusal... refusals) {
        Queue<Refusal> left = new ArrayDeque<>(Arrays.asList(refusals));
        return () -> {
            Refusal next = left.poll();
            return next == null ? "done" : throwing(new Scripted(next));
        };
    }

    private static Supplier<String> always(Kind kind) {
        return () -> throwing(new Scripted(refusal(kind, false)));
    }

    private static String throwing(Scripted failure) {
        throw failure;
    }

    private static Refusal refusal(Kind kind, boolean mayHaveRun) {
        return new Refusal(kind, "CodeOf" + kind, 400, "req-1", "no", mayHaveRun, null);
    }

    private static final class Scripted extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Refusal refusal;

        private Scripted(Refusal refusal) {
            this.refusal = refusal;
        }
    }
}
