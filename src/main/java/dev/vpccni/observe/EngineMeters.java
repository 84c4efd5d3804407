package dev.vpccni.observe;

import dev.vpccni.engine.EngineListener;
import dev.vpccni.wire.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/// The metrics of the engine's work: the incumbent's names, and histograms of our own.
///
/// Source of names and labels: spec/ipamd.md 7.2.
public final class EngineMeters implements EngineListener {
    private final MeterRegistry registry;
    private final Counter adds;
    private final Counter dels;
    private final Counter parked;
    private final Timer journal;

    public EngineMeters(MeterRegistry registry) {
        this.registry = registry;
        this.adds =
                Counter.builder("awscni_add_ip_req_count")
                        .description("ADD requests")
                        .register(registry);
        this.dels =
                Counter.builder("awscni_del_ip_req_count")
                        .description("DEL requests")
                        .tag("reason", "PodDeleted")
                        .register(registry);
        this.parked =
                Counter.builder("awscni_no_available_ip_addresses")
                        .description("ADD requests that found no free address and were parked")
                        .register(registry);
        this.journal =
                Timer.builder("vpccni_journal_write")
                        .description("Time to make one turn's changes durable")
                        .serviceLevelObjectives(Ec2Meters.Buckets.ADD)
                        .register(registry);
    }

    @Override
    public void addRequested() {
        adds.increment();
    }

    @Override
    public void addServed(Duration waited) {
        add("Served", waited);
    }

    @Override
    public void addRefused(Reason reason, Duration waited) {
        add(reason.label(), waited);
    }

    @Override
    public void delRequested() {
        dels.increment();
    }

    @Override
    public void parked() {
        parked.increment();
    }

    @Override
    public void journalled(int records, Duration took) {
        journal.record(took);
    }

    @Override
    public void failed(String fn) {
        Counter.builder("awscni_ipamd_error_count")
                .description("Inner errors")
                .tag("fn", fn)
                .register(registry)
                .increment();
    }

    private void add(String result, Duration waited) {
        Timer.builder("vpccni_add_wait")
                .description("Time from an ADD's arrival to its answer")
                .tag("result", result)
                .serviceLevelObjectives(Ec2Meters.Buckets.ADD)
                .register(registry)
                .record(waited);
    }
}
