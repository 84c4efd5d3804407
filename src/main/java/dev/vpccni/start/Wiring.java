package dev.vpccni.start;

import dev.vpccni.api.PluginToken;
import dev.vpccni.config.AgentConfig;
import dev.vpccni.engine.Engine;
import dev.vpccni.engine.EngineListener;
import dev.vpccni.observe.EngineMeters;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;

/// Makes the objects of the agent that are not the framework's own.
final class Wiring {
    @Produces
    @Singleton
    AgentConfig config() {
        return AgentConfig.read(System.getenv());
    }

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    PluginToken token(AgentConfig config) throws IOException {
        return PluginToken.issue(config.paths().pluginToken());
    }

    @Produces
    @Singleton
    EngineListener listener(MeterRegistry registry) {
        return new EngineMeters(registry);
    }

    @Produces
    @Singleton
    Engine engine(InstantSource clock, EngineListener listener) {
        return new Engine(clock, listener);
    }
}
