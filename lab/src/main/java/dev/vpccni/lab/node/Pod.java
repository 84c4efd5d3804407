package dev.vpccni.lab.node;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vpccni.inet.IpAddress;
import java.time.Duration;

/// A pod whose network was set up.
///
/// @param result what ADD printed, to be handed back at DEL
/// @param addTime exec to exit of ADD
public record Pod(Sandbox sandbox, IpAddress address, JsonNode result, Duration addTime) {
    public String name() {
        return sandbox.podName();
    }
}
