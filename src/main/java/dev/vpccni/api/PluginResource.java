package dev.vpccni.api;

import dev.vpccni.engine.Engine;
import dev.vpccni.engine.Refusal;
import dev.vpccni.ipam.AttachmentKey;
import dev.vpccni.wire.GcRequest;
import dev.vpccni.wire.Reason;
import dev.vpccni.wire.Released;
import dev.vpccni.wire.Status;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// STATUS and GC of the plugin.
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class PluginResource {
    private final Engine engine;
    private final WireView view;

    PluginResource(Engine engine, WireView view) {
        this.engine = engine;
        this.view = view;
    }

    /// Whether an ADD could be served now; not ready and out of addresses are problems with CNI codes 50 and 51.
    @GET
    @Path("v1/status")
    public Status status() {
        Optional<Refusal> refusal = engine.unready();
        if (refusal.isPresent()) {
            throw new ProblemException(refusal.get());
        }
        return new Status(
                true, (int) (long) engine.snapshot().map(s -> s.pool().counts().free()).orElse(0L));
    }

    /// Releases every attachment of the network that the runtime no longer names.
    @POST
    @Path("v1/gc")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Released> gc(@Nullable GcRequest request) {
        if (request == null || request.network() == null || request.network().isEmpty()) {
            throw new ProblemException(
                    Reason.BAD_REQUEST, "GC needs a JSON body with network and validAttachments");
        }
        Set<AttachmentKey> valid =
                request.validAttachments().stream()
                        .map(v ->
                                AttachmentNames.read(
                                        request.network(), v.containerId(), v.ifName()))
                        .collect(Collectors.toSet());
        return engine.collect(request.network(), valid)
                .thenApply(released -> new Released(released.stream().map(view::address).toList()));
    }
}
