package dev.vpccni.lab.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WildcardTest {
    @ParameterizedTest
    @CsvSource({
        "aws-K8S-*, aws-K8S-i-0abc, true",
        "aws-K8S-*, AWS-k8s-i-0abc, false",
        "*, '', true",
        "?at, cat, true",
        "?at, at, false",
        "a.c, abc, false",
        "10.0.*.5, 10.0.12.5, true",
        "a\\*b, a*b, true",
        "a\\*b, axb, false",
        "a+(b), a+(b), true",
    })
    void matchesAsFiltersDo(String pattern, String text, boolean matches) {
        assertThat(Wildcard.parse(pattern).matches(text)).isEqualTo(matches);
    }
}
