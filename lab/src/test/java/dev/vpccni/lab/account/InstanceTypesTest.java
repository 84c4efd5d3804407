package dev.vpccni.lab.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceTypesTest {
    private final InstanceTypes types = InstanceTypes.builtIn();

    @ParameterizedTest
    @CsvSource({
        "t2.micro, 2, 2, false",
        "t3.small, 3, 4, true",
        "m5.large, 3, 10, true",
        "m5.xlarge, 4, 15, true",
        "c5.4xlarge, 8, 30, true",
        "p3dn.24xlarge, 15, 50, true",
        "m5.metal, 15, 50, true",
        "m4.large, 2, 10, false",
    })
    void knowsTheLimitsOfCommonTypes(String name, int interfaces, int addresses, boolean prefixes) {
        InstanceType type = types.find(name).orElseThrow();

        assertThat(type.cards().getFirst()).isEqualTo(interfaces);
        assertThat(type.ipv4PerInterface()).isEqualTo(addresses);
        assertThat(type.supportsPrefixes()).isEqualTo(prefixes);
    }

    @Test
    void addsUpTheCardsOfLargeTypes() {
        assertThat(types.find("p4d.24xlarge").orElseThrow().cards()).hasSize(4);
        assertThat(types.find("p4d.24xlarge").orElseThrow().maxInterfaces()).isEqualTo(60);
        assertThat(types.find("p5.48xlarge").orElseThrow().cards()).hasSize(32);
    }

    @Test
    void knowsManyTypesAndNotEverything() {
        assertThat(types.all().size()).isGreaterThan(40);
        assertThat(types.find("m9.huge")).isEmpty();
    }
}
