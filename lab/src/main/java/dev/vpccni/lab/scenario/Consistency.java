package dev.vpccni.lab.scenario;

import java.time.Duration;

/// How old the data is that readers see: by Describe calls, and in the interface lists of IMDS.
public record Consistency(Duration describe, Duration imds) {
    public static Consistency strong() {
        return new Consistency(Duration.ZERO, Duration.ZERO);
    }
}
