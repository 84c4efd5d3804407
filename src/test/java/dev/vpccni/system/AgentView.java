package dev.vpccni.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.node.AgentProcess;
import dev.vpccni.lab.node.HttpAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What an agent says of its pool on `/v1/enis`.
///
/// @param total addresses it has, whatever their state
/// @param assigned address to the pod's name
record AgentView(long total, Map<IpAddress, String> assigned, Set<IpAddress> cooling) {
    private static final JsonMapper JSON = new JsonMapper();

    static AgentView of(LabNode node) {
        HttpAnswer answer = node.machine().get(AgentProcess.API_PORT, "/v1/enis");
        if (answer.status() != 200) {
            throw new IllegalStateException("/v1/enis answers " + answer);
        }
        return parse(answer.body());
    }

    private static AgentView parse(String body) {
        long total = 0;
        Map<IpAddress, String> assigned = new TreeMap<>();
        Set<IpAddress> cooling = new TreeSet<>();
        try {
            for (JsonNode card : JSON.readTree(body)) {
                total += card.path("TotalIPs").asLong();
                for (JsonNode eni : card.path("ENIs")) {
                    for (JsonNode block : eni.path("AvailableIPv4Cidrs")) {
                        read(block.path("IPAddresses"), assigned, cooling);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("/v1/enis is not JSON: " + body, e);
        }
        return new AgentView(total, assigned, cooling);
    }

    private static void read(
            JsonNode addresses, Map<IpAddress, String> assigned, Set<IpAddress> cooling) {
        for (JsonNode held : addresses) {
            IpAddress address = IpAddress.parse(held.path("Address").asText());
            if (held.has("CoolingUntil")) {
                cooling.add(address);
            } else {
                assigned.put(address, held.path("IPAMMetadata").path("k8sPodName").asText());
            }
        }
    }
}
