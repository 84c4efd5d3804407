package dev.vpccni.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.inet.IpPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigTest {
    @Test
    void anEmptyEnvironmentGivesTheDefaultsWithoutWarnings() {
        AgentConfig config = AgentConfig.read(Map.of());

        assertThat(config.warnings()).isEmpty();
        assertThat(config.warmPool())
                .isEqualTo(
                        new AgentConfig.WarmPool(
                                1, 0, 0, OptionalInt.empty(), Duration.ofSeconds(30)));
        assertThat(config.snat().connmark()).isEqualTo(0x80);
        assertThat(config.network().mtu()).isEqualTo(9001);
        assertThat(config.endpoints())
                .isEqualTo(new AgentConfig.Endpoints("127.0.0.1", 61679, true, true));
        assertThat(config.paths().checkpoint()).isEqualTo(Path.of("/var/run/aws-node/ipam.json"));
    }

    @ParameterizedTest
    @CsvSource({
        "WARM_IP_TARGET, garbage",
        "WARM_ENI_TARGET, -1",
        "MINIMUM_IP_TARGET, -5",
        "AWS_VPC_K8S_CNI_EXTERNALSNAT, yes",
        "AWS_VPC_K8S_CNI_CONNMARK, 0",
        "AWS_VPC_K8S_CNI_RANDOMIZESNAT, dice",
        "AWS_VPC_K8S_CNI_LOGLEVEL, LOUD",
        "HTTP_TIMEOUT, 3",
        "ADDITIONAL_ENI_TAGS, [1]",
    })
    void aValueTheIncumbentReplacesSilentlyIsReplacedWithOneWarning(String name, String value) {
        AgentConfig config = AgentConfig.read(Map.of(name, value));

        assertThat(config.warnings()).singleElement().asString().startsWith(name).contains(value);
        assertThat(config)
                .usingRecursiveComparison()
                .ignoringFields("warnings")
                .isEqualTo(AgentConfig.read(Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "IP_COOLDOWN_PERIOD, -1",
        "IP_COOLDOWN_PERIOD, soon",
        "AWS_VPC_ENI_MTU, 500",
        "AWS_VPC_ENI_MTU, 10000",
        "AWS_VPC_K8S_CNI_VETHPREFIX, abcde",
        "AWS_VPC_K8S_CNI_VETHPREFIX, vlan",
        "NETWORK_POLICY_ENFORCING_MODE, lax",
        "NETWORK_POLICY_ENFORCING_MODE, ''",
        "INTROSPECTION_BIND_ADDRESS, localhost",
        "INTROSPECTION_BIND_ADDRESS, localhost:99999",
        "AWS_EC2_ENDPOINT, ec2",
    })
    void aValueThatCannotWorkStopsTheStartAndIsNamed(String name, String value) {
        assertThatThrownBy(() -> AgentConfig.read(Map.of(name, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(value)
                .hasMessageContaining("must");
    }

    @Test
    void cidrListsAreTrimmedMaskedAndTheirBadEntriesSkipped() {
        AgentConfig config =
                AgentConfig.read(
                        Map.of(
                                "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS",
                                " 10.1.2.3/16 ,bad,fd00::/8,0.0.0.0/0,1.2.3.4"));

        assertThat(config.snat().excludeCidrs())
                .containsExactly(IpPrefix.parse("10.1.0.0/16"), IpPrefix.parse("0.0.0.0/0"));
        assertThat(config.warnings()).hasSize(3);
    }

    @Test
    void excludedCidrsAreIgnoredWithExternalSnat() {
        AgentConfig config =
                AgentConfig.read(
                        Map.of(
                                "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS",
                                "10.1.0.0/16",
                                "AWS_VPC_K8S_CNI_EXTERNALSNAT",
                                "true"));

        assertThat(config.snat().excludeCidrs()).isEmpty();
    }

    @Test
    void reservedTagKeysAreDropped() {
        AgentConfig config =
                AgentConfig.read(
                        Map.of(
                                "ADDITIONAL_ENI_TAGS",
                                "{\"team\":\"a\",\"node.k8s.amazonaws.com/x\":\"b\"}"));

        assertThat(config.aws().additionalTags()).containsExactly(Map.entry("team", "a"));
        assertThat(config.warnings()).hasSize(1);
    }

    @Test
    void theReferencePageHoldsTheTableOfAllSettings() throws IOException {
        String page = Files.readString(Path.of("docs/configuration.md"));

        assertThat(page).contains(Setting.referenceTable());
    }
}
