package dev.vpccni.lab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.inet.IpPrefix;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CniOutcomeTest {
    private static final Duration TIME = Duration.ofMillis(3);

    @Test
    void exitZeroIsASuccessWithTheResult() {
        CniOutcome outcome = CniOutcome.of(ended(0, "{\"ips\": [{\"address\": \"10.0.1.7/32\"}]}"));

        assertThat(outcome.expectSuccess("ADD").address()).isEqualTo(IpPrefix.parse("10.0.1.7/32"));
        assertThat(outcome.elapsed()).isEqualTo(TIME);
    }

    @Test
    void delPrintsNothing() {
        assertThat(CniOutcome.of(ended(0, ""))).isInstanceOf(CniOutcome.Success.class);
    }

    @Test
    void anErrorObjectIsAFailure() {
        assertThat(
                        CniOutcome.of(
                                ended(
                                        1,
                                        "{\"code\": 11, \"msg\": \"no address\", \"details\": \"later\"}")))
                .isEqualTo(new CniOutcome.Failure(1, 11, "no address", "later", TIME));
    }

    @Test
    void anythingElseBreaksTheProtocol() {
        for (Finished broken :
                new Finished[] {
                    ended(0, "ok"),
                    ended(1, ""),
                    ended(1, "{\"message\": \"no code\"}"),
                    ended(139, ""),
                    new Finished(137, "{}", "", TIME, true)
                }) {
            assertThat(CniOutcome.of(broken)).isEqualTo(new CniOutcome.Broken(broken));
        }
    }

    @Test
    void aSuccessThatWasExpectedSaysWhatCameInstead() {
        assertThatThrownBy(() ->
                        CniOutcome.of(ended(1, "{\"code\": 7, \"msg\": \"bad name\"}"))
                                .expectSuccess("ADD of pod web"))
                .hasMessage("ADD of pod web failed with code 7: bad name ");
        assertThatThrownBy(() -> CniOutcome.of(ended(139, "")).expectSuccess("ADD of pod web"))
                .hasMessage("ADD of pod web broke off with status 139: oops");
    }

    private static Finished ended(int status, String output) {
        return new Finished(status, output, "oops", TIME, false);
    }
}
