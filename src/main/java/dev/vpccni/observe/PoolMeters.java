package dev.vpccni.observe;

import dev.vpccni.engine.Engine;
import dev.vpccni.engine.Snapshot;
import dev.vpccni.ipam.Counts;
import dev.vpccni.ipam.EniAddresses;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/// Gauges of the pool, read from the engine's snapshot when they are asked for.
///
/// Source of names: spec/ipamd.md 7.2; `vpccni_` names are ours.
@Singleton
final class PoolMeters {
    private final Engine engine;
    private final MeterRegistry registry;
    private final MultiGauge perEni;

    PoolMeters(Engine engine, MeterRegistry registry) {
        this.engine = engine;
        this.registry = registry;
        this.perEni =
                MultiGauge.builder("awscni_assigned_ip_per_eni")
                        .description("Addresses assigned to pods, by ENI")
                        .register(registry);
    }

    void register(@Observes StartupEvent event) {
        gauge("awscni_eni_allocated", "ENIs of the pool", s -> s.pool().enis().size());
        gauge("awscni_total_ip_addresses", "Pod addresses on all ENIs", s -> counts(s).total());
        gauge(
                "awscni_assigned_ip_addresses",
                "Addresses assigned to pods",
                s -> counts(s).assigned());
        gauge(
                "vpccni_free_ip_addresses",
                "Addresses that can be given out at once",
                s -> counts(s).free());
        gauge(
                "vpccni_cooling_ip_addresses",
                "Addresses that rest after their pod",
                s -> counts(s).cooling());
        gauge("vpccni_parked_adds", "ADDs that wait for an address", s -> s.parked().size());
    }

    @Scheduled(every = "5s")
    void refreshPerEni() {
        engine.snapshot()
                .ifPresent(s ->
                        perEni.register(
                                s.pool().enis().stream().map(PoolMeters::row).toList(), true));
    }

    private static MultiGauge.Row<?> row(EniAddresses eni) {
        return MultiGauge.Row.of(Tags.of("eni", eni.eni().id().value()), eni.counts().assigned());
    }

    private static Counts counts(Snapshot snapshot) {
        return snapshot.pool().counts();
    }

    private void gauge(String name, String description, ToDoubleFunction<Snapshot> value) {
        Gauge.builder(
                        name,
                        engine,
                        e -> e.snapshot().stream().mapToDouble(value).findFirst().orElse(0))
                .description(description)
                .register(registry);
    }
}
