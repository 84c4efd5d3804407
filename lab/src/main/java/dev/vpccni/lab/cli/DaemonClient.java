package dev.vpccni.lab.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vpccni.lab.fabric.NetworkNamespace;
import dev.vpccni.lab.node.HttpAnswer;
import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.netlink.socket.Namespaces;
import java.io.UncheckedIOException;
import java.time.Duration;

/// Asks the lab that runs in the background.
///
/// Errors: UsageException with the lab's own sentence, or one that says that no lab answers.
record DaemonClient(String prefix) {
    /// A pod may wait for EC2.
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private static final JsonMapper JSON = new JsonMapper();

    JsonNode get(String path) {
        return send("GET", path, "");
    }

    JsonNode post(String path, String json) {
        return send("POST", path, json);
    }

    JsonNode delete(String path) {
        return send("DELETE", path, "");
    }

    private JsonNode send(String method, String path, String body) {
        HttpAnswer answer;
        try {
            answer =
                    NetworkNamespace.in(
                            Namespaces.path(prefix + "-aws"),
                            () -> HttpAnswer.json(method, Daemon.PORT, path, body, TIMEOUT));
        } catch (NetlinkException | UncheckedIOException nobody) {
            throw new UsageException("no lab " + prefix + " answers; start one with 'vpc-lab up'");
        }
        try {
            JsonNode json = JSON.readTree(answer.body());
            if (answer.status() >= 400) {
                throw new UsageException(json.path("error").asText(answer.body()));
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new UsageException(
                    "the lab answered with something that is not JSON: " + answer.body());
        }
    }
}
