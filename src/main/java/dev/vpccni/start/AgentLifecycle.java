package dev.vpccni.start;

import dev.vpccni.api.PluginToken;
import dev.vpccni.config.AgentConfig;
import dev.vpccni.ec2.AwsEc2;
import dev.vpccni.ec2.Ec2Settings;
import dev.vpccni.engine.Bootstrap;
import dev.vpccni.engine.DeviceSlots;
import dev.vpccni.engine.Engine;
import dev.vpccni.engine.Ports;
import dev.vpccni.engine.RepeatedCalls;
import dev.vpccni.imds.Imds;
import dev.vpccni.imds.ImdsHttp;
import dev.vpccni.imds.ImdsSettings;
import dev.vpccni.ipam.Targets;
import dev.vpccni.observe.Ec2Meters;
import dev.vpccni.observe.ImdsMeters;
import dev.vpccni.observe.LogSetup;
import dev.vpccni.store.FileJournal;
import dev.vpccni.store.StoreException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Starts and stops the agent: logging, the engine's thread, then the start sequence on a thread of its own, so that
/// the plugin's calls are accepted (and parked) from the first moment.
@Singleton
final class AgentLifecycle {
    private static final Logger LOG = Logger.getLogger(AgentLifecycle.class);
    private static final int ANSWERS_LEAVE_MS = 100;

    private final AgentConfig config;
    private final Engine engine;
    private final InstantSource clock;
    private final MeterRegistry registry;
    private final String version;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("ec2-", 0).factory());
    private final ExecutorService hostThread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("host-network").daemon().factory());
    private volatile @Nullable FileJournal journal;
    private volatile @Nullable HostAdapter host;
    private volatile @Nullable Bootstrap bootstrap;

    /// @param token asked for so that the plugin's token file is there before the first call
    AgentLifecycle(
            AgentConfig config,
            Engine engine,
            InstantSource clock,
            MeterRegistry registry,
            PluginToken token,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.config = config;
        this.engine = engine;
        this.clock = clock;
        this.registry = registry;
        this.version = version;
        LOG.debugf("plugin token issued %s", token);
    }

    void start(@Observes @Priority(1) StartupEvent event) throws IOException {
        LogSetup.install(config.logging());
        LOG.infof("starting version=%s node=%s", version, config.node().nodeName());
        config.warnings().forEach(warning -> LOG.warnf("configuration %s", warning));
        engine.start();
        Thread.ofPlatform().name("bootstrap").daemon().start(this::bootstrap);
    }

    void stop(@Observes ShutdownEvent event) {
        LOG.info("stopping");
        engine.drain();
        letAnswersLeave();
        FileJournal open = journal;
        if (open != null) {
            open.close();
        }
        threads.shutdownNow();
        hostThread.shutdownNow();
        HostAdapter network = host;
        if (network != null) {
            network.close();
        }
    }

    /// The refusals of parked ADDs are on their way through the event loop when the engine has ended.
    private static void letAnswersLeave() {
        try {
            Thread.sleep(ANSWERS_LEAVE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Keeps the incumbent's checkpoint file young, so that a rollback finds every pod.
    @Scheduled(every = "1s")
    void refreshCheckpoint() {
        FileJournal open = journal;
        if (open != null) {
            try {
                open.refreshCheckpoint();
            } catch (StoreException e) {
                LOG.warnf("checkpoint not written cause=%s next=in 1s", e.getMessage());
            }
        }
    }

    @Scheduled(every = "10s")
    void maintain() {
        Bootstrap done = bootstrap;
        if (done != null) {
            done.maintain();
        }
    }

    private void bootstrap() {
        try {
            Imds imds =
                    new ImdsHttp(
                            ImdsSettings.at(config.aws().imdsEndpoint()),
                            new ImdsMeters(registry),
                            clock,
                            RandomGenerator.getDefault());
            FileJournal opened = FileJournal.open(config.paths().checkpoint(), clock);
            journal = opened;
            opened.loaded().remarks().forEach(remark -> LOG.warnf("journal %s", remark));
            Bootstrap sequence =
                    new Bootstrap(engine, imds, region -> ports(region, opened), settings(), clock);
            sequence.run();
            bootstrap = sequence;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreException e) {
            LOG.fatalf("start failed cause=%s", e.getMessage());
            Quarkus.asyncExit(1);
        } catch (RuntimeException e) {
            LOG.fatal("start failed", e);
            Quarkus.asyncExit(1);
        }
    }

    private Ports ports(String region, FileJournal opened) {
        RepeatedCalls calls = new RepeatedCalls(new Ec2Meters(registry));
        AwsEc2 ec2 =
                AwsEc2.connect(
                        new Ec2Settings(
                                region,
                                config.aws().ec2Endpoint().orElse(null),
                                config.aws().httpTimeout(),
                                version),
                        calls,
                        clock,
                        RandomGenerator.getDefault());
        return new Ports(
                ec2,
                ec2,
                ec2,
                ec2,
                hostNetwork(),
                opened,
                opened.loaded(),
                calls,
                new DeviceSlots(),
                threads,
                hostThread);
    }

    private HostAdapter hostNetwork() {
        HostAdapter opened = HostAdapter.open(config, clock);
        host = opened;
        return opened;
    }

    private Bootstrap.Settings settings() {
        AgentConfig.WarmPool pool = config.warmPool();
        String cluster = config.node().clusterName();
        return new Bootstrap.Settings(
                new Targets(
                        pool.warmEniTarget(),
                        pool.warmIpTarget(),
                        pool.minimumIpTarget(),
                        pool.maxEni()),
                pool.cooldown(),
                cluster.isEmpty() ? null : cluster,
                config.aws().additionalTags(),
                config.snat().external(),
                config.network().policyMode(),
                config.paths().tombstones());
    }
}
