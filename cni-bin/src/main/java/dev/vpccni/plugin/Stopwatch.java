package dev.vpccni.plugin;

import com.eclipsesource.json.JsonObject;
import dev.vpccni.plugin.os.Os;

/// Measures the parts of a call, for the log.
final class Stopwatch {
    private final Os os;
    private final JsonObject laps = new JsonObject();
    private long last;

    Stopwatch(Os os) {
        this.os = os;
        this.last = os.monotonicNanos();
    }

    /// Ends a part. Units: microseconds, under `NAMEUs`.
    void lap(String name) {
        long now = os.monotonicNanos();
        laps.add(name + "Us", (now - last) / 1000);
        last = now;
    }

    JsonObject laps() {
        return laps;
    }
}
