package dev.vpccni.lab.scenario;

import java.util.Map;

/// The latency of each action, and of those that have none of their own.
public record Latencies(Latency fallback, Map<String, Latency> byAction) {
    public Latencies {
        byAction = Map.copyOf(byAction);
    }

    public static Latencies none() {
        return new Latencies(Latency.none(), Map.of());
    }
}
