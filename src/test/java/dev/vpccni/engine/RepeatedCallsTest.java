package dev.vpccni.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.ec2.Ec2CallListener;
import dev.vpccni.ec2.Ec2Failure.Kind;
import dev.vpccni.ec2.Priority;
import dev.vpccni.wire.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RepeatedCallsTest {
    private static final String ASSIGN = "AssignPrivateIpAddresses";

    private final RepeatedCalls calls = new RepeatedCalls(Ec2CallListener.NONE);

    @Test
    void aFailedAttemptIsTheReasonUntilTheNextOneSucceeds() {
        attempt(ASSIGN, 3, "RequestLimitExceeded", Kind.THROTTLED);
        var during = calls.refusal();
        attempt(ASSIGN, 4, "200", null);

        assertThat(during)
                .contains(
                        new Refusal(
                                Reason.THROTTLED,
                                "AssignPrivateIpAddresses is answered with RequestLimitExceeded, 3"
                                        + " times so far; the agent goes on trying",
                                Duration.ofSeconds(1)));
        assertThat(calls.refusal()).isEmpty();
    }

    @Test
    void aCallThatHasEndedIsNoReasonAnyMore() {
        attempt(ASSIGN, 12, "", Kind.UNAVAILABLE);
        calls.finished(
                new Ec2CallListener.Report(
                        ASSIGN,
                        Priority.WARM_UP,
                        12,
                        Duration.ZERO,
                        Duration.ZERO,
                        "",
                        Kind.UNAVAILABLE));

        assertThat(calls.refusal()).isEmpty();
    }

    @Test
    void aPodDoesNotWaitForWhatIsCleanedUp() {
        attempt("DeleteNetworkInterface", 1, "RequestLimitExceeded", Kind.THROTTLED);

        assertThat(calls.refusal()).isEmpty();
    }

    private void attempt(String action, int number, String code, @Nullable Kind kind) {
        calls.attempted(
                new Ec2CallListener.Attempt(
                        action, Priority.WARM_UP, number, Duration.ZERO, code, kind));
    }
}
