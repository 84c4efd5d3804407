package dev.vpccni.lab.scenario;

import java.time.Duration;

/// How long an interface stays `attaching` and `detaching`.
public record Settling(Duration attach, Duration detach) {
    public static Settling atOnce() {
        return new Settling(Duration.ZERO, Duration.ZERO);
    }
}
