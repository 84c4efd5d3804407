package dev.vpccni.lab.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CredentialIssuerTest {
    private final ManualClock clock = new ManualClock();
    private final CredentialIssuer issuer = new CredentialIssuer(clock, new SplittableRandom(1));

    @Test
    void givesTheSameCredentialsUntilAnHourIsLeft() {
        Credentials first = issuer.issue("i-0a");
        clock.advance(Duration.ofHours(5).minusSeconds(1));
        Credentials later = issuer.issue("i-0a");
        clock.advance(Duration.ofSeconds(1));
        Credentials renewed = issuer.issue("i-0a");

        assertThat(later).isEqualTo(first);
        assertThat(renewed.accessKeyId()).isNotEqualTo(first.accessKeyId());
        assertThat(first.accessKeyId()).matches("ASIA[A-Z2-7]{16}");
        assertThat(issuer.find(first.accessKeyId())).contains(first);
    }

    @Test
    void givesEachInstanceItsOwn() {
        assertThat(issuer.issue("i-0a").accessKeyId())
                .isNotEqualTo(issuer.issue("i-0b").accessKeyId());
    }

    @Test
    void hidesItsSecretsInText() {
        Credentials credentials = issuer.issue("i-0a");

        assertThat(credentials.toString())
                .doesNotContain(credentials.secretAccessKey())
                .doesNotContain(credentials.sessionToken());
    }
}
