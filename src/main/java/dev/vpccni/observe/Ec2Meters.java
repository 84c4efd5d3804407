package dev.vpccni.observe;

import dev.vpccni.ec2.Ec2CallListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/// The metrics of EC2 calls: the incumbent's names, and histograms of our own.
///
/// Source of names and labels: spec/ipamd.md 7.2.
public final class Ec2Meters implements Ec2CallListener {
    private final MeterRegistry registry;

    public Ec2Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void attempted(Attempt attempt) {
        boolean failed = attempt.kind() != null;
        counter("awscni_ec2api_req_count", "fn", attempt.action());
        DistributionSummary.builder("awscni_aws_api_latency_ms")
                .description("AWS API call latency in ms")
                .tags(
                        "api",
                        attempt.action(),
                        "error",
                        Boolean.toString(failed),
                        "status",
                        attempt.code())
                .register(registry)
                .record(attempt.took().toNanos() / 1e6);
        Timer.builder("vpccni_ec2_request")
                .description("Time from sending an EC2 request to its answer")
                .tags(
                        "action",
                        attempt.action(),
                        "result",
                        failed ? String.valueOf(attempt.kind()) : "OK")
                .serviceLevelObjectives(Buckets.EC2)
                .register(registry)
                .record(attempt.took());
        if (failed) {
            counter("awscni_ec2api_error_count", "fn", attempt.action());
            Counter.builder("awscni_aws_api_error_count")
                    .tags(
                            "api",
                            attempt.action(),
                            "error",
                            attempt.code().isEmpty() ? "none" : attempt.code())
                    .register(registry)
                    .increment();
        }
    }

    @Override
    public void finished(Report report) {
        Timer.builder("vpccni_ec2_token_wait")
                .description("Time an EC2 call waited for its rate limit")
                .tag("action", report.action())
                .serviceLevelObjectives(Buckets.EC2)
                .register(registry)
                .record(report.waited());
    }

    private void counter(String name, String label, String value) {
        Counter.builder(name).tag(label, value).register(registry).increment();
    }

    /// Histogram boundaries.
    static final class Buckets {
        static final Duration[] EC2 = millis(10, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000);
        static final Duration[] ADD =
                millis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000);

        private Buckets() {}

        private static Duration[] millis(long... values) {
            return java.util.Arrays.stream(values)
                    .mapToObj(Duration::ofMillis)
                    .toArray(Duration[]::new);
        }
    }
}
