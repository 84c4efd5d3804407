package dev.vpccni.observe;

import dev.vpccni.engine.Engine;
import dev.vpccni.engine.Phase;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/// `/health/live`: the engine's thread runs. `/health/ready` and `/health/started`: the pool is known and served.
final class HealthChecks {
    @Produces
    @Liveness
    @Singleton
    HealthCheck live(Engine engine) {
        return () -> HealthCheckResponse.named("engine").status(engine.isAlive()).build();
    }

    @Produces
    @Readiness
    @Singleton
    HealthCheck ready(Engine engine) {
        return () -> serving(engine, "pool");
    }

    @Produces
    @Startup
    @Singleton
    HealthCheck started(Engine engine) {
        return () -> serving(engine, "start");
    }

    private static HealthCheckResponse serving(Engine engine, String name) {
        return switch (engine.phase()) {
            case Phase.Starting(String waitingFor) ->
                    HealthCheckResponse.named(name)
                            .down()
                            .withData("waitingFor", waitingFor)
                            .build();
            case Phase.Serving ignored -> HealthCheckResponse.named(name).up().build();
            case Phase.Draining ignored ->
                    HealthCheckResponse.named(name)
                            .down()
                            .withData("waitingFor", "the end of the process")
                            .build();
        };
    }
}
