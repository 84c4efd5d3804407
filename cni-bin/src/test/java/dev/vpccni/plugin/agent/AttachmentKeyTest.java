package dev.vpccni.plugin.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.plugin.os.Endpoint;
import dev.vpccni.wire.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttachmentKeyTest {
    @ParameterizedTest
    @CsvSource({
        "eth0, /v1/attachments/aws-cni/c1/eth0",
        "a%b, /v1/attachments/aws-cni/c1/a%25b",
        "a?#, /v1/attachments/aws-cni/c1/a%3F%23",
        "é, /v1/attachments/aws-cni/c1/%C3%A9"
    })
    void everyPartOfThePathIsEncoded(String ifName, String path) {
        assertThat(new AttachmentKey("aws-cni", "c1", ifName).path()).isEqualTo(path);
    }

    @Test
    void anAliasNamesItsOwner() {
        AttachmentKey key = new AttachmentKey("aws-cni", "c1", "eth0");

        assertThat(key.alias()).isEqualTo("aws-cni/c1/eth0");
        assertThat(AttachmentKey.ofAlias(key.alias())).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a", "a/b", "a/b/", "/b/c", "a//c", "a/b/c/d", "the uplink"})
    void anAliasOfSomebodyElseNamesNobody(String alias) {
        assertThat(AttachmentKey.ofAlias(alias)).isNull();
    }

    @Test
    void anAliasThatTheKernelWouldRefuseIsNotSet() {
        assertThat(new AttachmentKey("aws-cni", "c".repeat(250), "eth0").alias()).isEmpty();
    }

    @Test
    void theReasonsAreThoseOfTheContract() {
        assertThat(AgentClient.UNKNOWN_ATTACHMENT).isEqualTo(Reason.UNKNOWN_ATTACHMENT.label());
        assertThat(AgentClient.NOT_READY).isEqualTo(Reason.NOT_READY.label());
        assertThat(AgentClient.DRAINING).isEqualTo(Reason.DRAINING.label());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:61679", "[::1]:80", "unix:/var/run/agent.sock"})
    void anEndpointIsWrittenAsItIsRead(String text) {
        assertThat(Endpoint.parse(text)).hasToString(text);
    }
}
