package dev.vpccni.observe;

import dev.vpccni.imds.ImdsListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/// The time of requests to the instance metadata service (the incumbent declares such a metric and never emits it, W27).
public final class ImdsMeters implements ImdsListener {
    private final MeterRegistry registry;

    public ImdsMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void answered(String field, Duration took, int status) {
        Timer.builder("vpccni_imds_request")
                .description("Time from sending an IMDS request to its answer")
                .tags("field", field, "status", Integer.toString(status))
                .register(registry)
                .record(took);
    }
}
