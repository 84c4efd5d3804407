package dev.vpccni.api;

import dev.vpccni.config.AgentConfig;
import dev.vpccni.engine.Refusal;
import dev.vpccni.wire.Problem;
import dev.vpccni.wire.Protocol;
import dev.vpccni.wire.Reason;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets calls through only with the token, a protocol version we speak, and a body within the limit.
///
/// The introspection pages need no token: they only read. Metrics and health are on another port.
@Singleton
final class PluginGate {
    private static final int BEFORE_ROUTING = 1000;
    private static final Set<String> OPEN =
            Set.of(
                    "/",
                    "/v1/enis",
                    "/v1/explain",
                    "/v1/networkutils-env-settings",
                    "/v1/ipamd-env-settings");

    private static final Set<HttpMethod> NEEDING_BODY = Set.of(HttpMethod.PUT, HttpMethod.POST);

    /// HTTP 411. Source: RFC 9110, section 15.5.12.
    private static final int LENGTH_REQUIRED = 411;

    /// Any number of so many digits fits into a long.
    private static final int LONGEST_NUMBER = 18;

    private final PluginToken token;
    private final AgentConfig config;

    PluginGate(PluginToken token, AgentConfig config) {
        this.token = token;
        this.config = config;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_ROUTING);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (isIntrospection(request)) {
            if (config.endpoints().introspection()) {
                context.next();
            } else {
                answer(
                        context,
                        Problems.of(
                                Reason.UNKNOWN_ATTACHMENT,
                                "introspection is off on this node: DISABLE_INTROSPECTION=true"));
            }
            return;
        }
        context.response().putHeader(Protocol.VERSION_HEADER, Integer.toString(Protocol.VERSION));
        Problem problem = refuse(request);
        if (problem == null) {
            context.next();
        } else {
            answer(context, problem);
        }
    }

    private static void answer(RoutingContext context, Problem problem) {
        context.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Protocol.PROBLEM_MEDIA_TYPE)
                .putHeader("Connection", "close")
                .end(JsonObject.mapFrom(problem).encode());
    }

    /// Only these exact spellings are open; whatever else the router might take for a call needs the token.
    private static boolean isIntrospection(HttpServerRequest request) {
        String path = request.path();
        return path != null && request.method().equals(HttpMethod.GET) && OPEN.contains(path);
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
        return refuseBody(request);
    }

    /// The length has to be told beforehand: then the limit is kept before anything is read.
    private static @Nullable Problem refuseBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        if (length == null) {
            return NEEDING_BODY.contains(request.method())
                    ? Problems.of(
                            new Refusal(
                                    Reason.BAD_REQUEST,
                                    request.method()
                                            + " "
                                            + request.path()
                                            + " needs a body with a Content-Length",
                                    Duration.ZERO),
                            LENGTH_REQUIRED)
                    : null;
        }
        boolean tooLong =
                length.length() > LONGEST_NUMBER || Long.parseLong(length) > Protocol.MAX_BODY;
        return tooLong
                ? Problems.of(
                        Reason.BODY_TOO_LARGE,
                        "the body has "
                                + length
                                + " bytes; at most "
                                + Protocol.MAX_BODY
                                + " are read")
                : null;
    }
}
