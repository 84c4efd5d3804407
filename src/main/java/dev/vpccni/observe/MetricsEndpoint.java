package dev.vpccni.observe;

import dev.vpccni.config.AgentConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// Serves `/metrics` with the incumbent's counter names.
///
/// The Prometheus client ends the name of every counter in `_total`; the incumbent's counters do not, and dashboards
/// and alerts ask for them by name. So the suffix is taken off the `awscni_` families as the page is written.
/// Micrometer calls this registry deprecated in favour of one that Quarkus does not ship yet.
@Singleton
@SuppressWarnings("deprecation")
final class MetricsEndpoint {
    private final PrometheusMeterRegistry registry;
    private final AgentConfig config;

    MetricsEndpoint(PrometheusMeterRegistry registry, AgentConfig config) {
        this.registry = registry;
        this.config = config;
    }

    void register(@Observes ManagementInterface management) {
        management.router().get("/metrics").order(-1).blockingHandler(this::serve);
    }

    private void serve(RoutingContext context) {
        if (!config.endpoints().metrics()) {
            context.response().setStatusCode(404).end("metrics are off: DISABLE_METRICS=true\n");
            return;
        }
        context.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(incumbentNames(registry.scrape()));
    }

    /// Takes `_total` off the names of the `awscni_` families in Prometheus text.
    static String incumbentNames(String text) {
        StringBuilder page = new StringBuilder(text.length());
        text.lines().forEach(line -> page.append(incumbentName(line)).append('\n'));
        return page.toString();
    }

    private static String incumbentName(String line) {
        int start = line.startsWith("# HELP ") || line.startsWith("# TYPE ") ? 7 : 0;
        if (!line.startsWith("awscni_", start)) {
            return line;
        }
        int end = start;
        while (end < line.length() && line.charAt(end) != ' ' && line.charAt(end) != '{') {
            end++;
        }
        String name = line.substring(start, end);
        return name.endsWith("_total")
                ? line.substring(0, start)
                        + name.substring(0, name.length() - "_total".length())
                        + line.substring(end)
                : line;
    }
}
