package dev.vpccni.api;

import dev.vpccni.wire.Problem;
import dev.vpccni.wire.Protocol;
import dev.vpccni.wire.Reason;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// Lets plugin calls through only with the token, a protocol version we speak, and a body within the limit.
///
/// The introspection pages need no token: they only read. Metrics and health are on another port.
@Singleton
final class PluginGate {
    private static final int BEFORE_ROUTING = 1000;

    private final PluginToken token;

    PluginGate(PluginToken token) {
        this.token = token;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_ROUTING);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!isPluginCall(request.path())) {
            context.next();
            return;
        }
        context.response().putHeader(Protocol.VERSION_HEADER, Integer.toString(Protocol.VERSION));
        Problem problem = refuse(request);
        if (problem == null) {
            context.next();
            return;
        }
        context.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Protocol.PROBLEM_MEDIA_TYPE)
                .putHeader("Connection", "close")
                .end(JsonObject.mapFrom(problem).encode());
    }

    private static boolean isPluginCall(@Nullable String path) {
        if (path == null) {
            return false;
        }
        return path.startsWith(Protocol.ATTACHMENTS)
                || path.equals(Protocol.STATUS)
                || path.equals(Protocol.GC);
    }

    private @Nullable Problem refuse(HttpServerRequest request) {
        if (!token.matches(request.getHeader("Authorization"))) {
            return Problems.of(
                    Reason.BAD_TOKEN,
                    "the bearer token of "
                            + request.method()
                            + " "
                            + request.path()
                            + " is missing or not the one of this start; read the token file again");
        }
        String version = request.getHeader(Protocol.VERSION_HEADER);
        if (version != null && !version.equals(Integer.toString(Protocol.VERSION))) {
            return Problems.of(
                    Reason.PROTOCOL_MISMATCH,
                    "the plugin speaks protocol "
                            + version
                            + ", this agent "
                            + Protocol.VERSION
                            + "; install the plugin binary of the agent's release");
        }
        String length = request.getHeader("Content-Length");
        if (length != null && length.length() < 19 && Long.parseLong(length) > Protocol.MAX_BODY) {
            return Problems.of(
                    Reason.BODY_TOO_LARGE,
                    "the body has "
                            + length
                            + " bytes; at most "
                            + Protocol.MAX_BODY
                            + " are read");
        }
        return null;
    }
}
