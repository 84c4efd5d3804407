package dev.vpccni.plugin.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vpccni.plugin.cni.Members;
import dev.vpccni.wire.AttachRequest;
import dev.vpccni.wire.AttachedAddress;
import dev.vpccni.wire.Attachment;
import dev.vpccni.wire.GcRequest;
import dev.vpccni.wire.Problem;
import dev.vpccni.wire.Released;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The contract between plugin and agent: what one side's JSON library writes, the other's reads.
///
/// The agent binds the wire records with Jackson, unknown members ignored, as here.
class WireContractTest {
    private static final ObjectMapper AGENT =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private static final AttachedAddress ADDRESS =
            new AttachedAddress("10.0.1.21", 32, "169.254.1.1", "eni-0a", 0, 1, 2);

    @Test
    void theAgentReadsThePluginsAdd() throws JsonProcessingException {
        AttachRequest request =
                new AttachRequest("web \"ü\" \n 1", "default", "uid-1", "/var/run/netns/x", 35_000);

        String json = WireJson.write(request).toString();

        assertThat(AGENT.readValue(json, AttachRequest.class)).isEqualTo(request);
    }

    @Test
    void theAgentReadsThePluginsGc() throws JsonProcessingException {
        GcRequest request =
                new GcRequest(
                        "aws-cni",
                        List.of(
                                new GcRequest.ValidAttachment("c1", "eth0"),
                                new GcRequest.ValidAttachment("c2", "net1")));

        String json = WireJson.write(request).toString();

        assertThat(AGENT.readValue(json, GcRequest.class)).isEqualTo(request);
    }

    @Test
    void thePluginReadsTheAgentsAttachment() throws JsonProcessingException {
        Attachment attachment =
                new Attachment(
                        List.of(ADDRESS),
                        List.of("10.0.0.0/16", "100.64.0.0/16"),
                        true,
                        "strict",
                        1234);

        assertThat(WireJson.readAttachment(fromAgent(attachment))).isEqualTo(attachment);
    }

    @Test
    void thePluginReadsTheAgentsReleasedAndEmptyReleased() throws JsonProcessingException {
        assertThat(WireJson.readReleased(fromAgent(new Released(List.of(ADDRESS)))))
                .isEqualTo(new Released(List.of(ADDRESS)));
        assertThat(WireJson.readReleased(fromAgent(new Released(List.of()))))
                .isEqualTo(new Released(List.of()));
    }

    @Test
    void thePluginReadsTheAgentsProblem() throws JsonProcessingException {
        Problem problem =
                new Problem(
                        "about:blank#SubnetExhausted",
                        "the subnet has no free addresses",
                        503,
                        "assign 4 addresses to eni-0a: InsufficientFreeAddressesInSubnet; the next try is in 15 s",
                        "SubnetExhausted",
                        15_000,
                        11);

        assertThat(WireJson.readProblem(fromAgent(problem))).isEqualTo(problem);
    }

    @Test
    void thePluginIgnoresMembersOfALaterAgent() throws JsonProcessingException {
        Attachment attachment = new Attachment(List.of(ADDRESS), List.of(), false, "", 0);
        JsonNode json = AGENT.valueToTree(attachment);
        ((ObjectNode) json).put("later", 1);
        ((ObjectNode) json.path("addresses").path(0)).put("later", "x");

        assertThat(WireJson.readAttachment(parse(AGENT.writeValueAsBytes(json))))
                .isEqualTo(attachment);
    }

    @Test
    void theAgentIgnoresMembersOfALaterPlugin() throws JsonProcessingException {
        AttachRequest request = new AttachRequest("web", "default", "", "/n", 1);

        String json = WireJson.write(request).add("later", 1).toString();

        assertThat(AGENT.readValue(json, AttachRequest.class)).isEqualTo(request);
    }

    private static Members fromAgent(Object value) throws JsonProcessingException {
        return parse(AGENT.writeValueAsBytes(value));
    }

    private static Members parse(byte[] json) {
        return Members.parse(json, "the agent's answer");
    }
}
