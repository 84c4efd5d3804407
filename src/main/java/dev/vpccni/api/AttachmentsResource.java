package dev.vpccni.api;

import dev.vpccni.engine.AttachOutcome;
import dev.vpccni.engine.Engine;
import dev.vpccni.engine.Refusal;
import dev.vpccni.ipam.AttachmentKey;
import dev.vpccni.ipam.PodRef;
import dev.vpccni.wire.AttachRequest;
import dev.vpccni.wire.Attachment;
import dev.vpccni.wire.Reason;
import dev.vpccni.wire.Released;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// ADD, CHECK and DEL: one attachment is one interface of one container on one network.
///
/// PUT parks until an address is free or the caller's deadline has passed; a caller that hangs up gives its place, or
/// its address, back. DEL is GET, then the plugin's clean-up, then DELETE (see [Released]).
@Path("/v1/attachments/{network}/{containerId}/{ifName}")
@Produces(MediaType.APPLICATION_JSON)
public final class AttachmentsResource {
    private static final int LONGEST_DEADLINE_MS = 10 * 60 * 1000;

    private final Engine engine;
    private final WireView view;

    AttachmentsResource(Engine engine, WireView view) {
        this.engine = engine;
        this.view = view;
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Attachment> add(
            @PathParam("network") String network,
            @PathParam("containerId") String containerId,
            @PathParam("ifName") String ifName,
            @Nullable AttachRequest body,
            @Context RoutingContext context) {
        AttachmentKey key = AttachmentNames.read(network, containerId, ifName);
        if (body == null || body.deadlineMs() <= 0 || body.deadlineMs() > LONGEST_DEADLINE_MS) {
            throw new ProblemException(
                    Reason.BAD_REQUEST,
                    "ADD of "
                            + containerId
                            + " needs a JSON body with deadlineMs within 1.."
                            + LONGEST_DEADLINE_MS);
        }
        PodRef pod =
                new PodRef(text(body.podNamespace()), text(body.podName()), text(body.podUid()));
        CompletableFuture<AttachOutcome> outcome =
                engine.attach(key, pod, Duration.ofMillis(body.deadlineMs()));
        context.addEndHandler(delivered -> {
            if (delivered.failed()) {
                engine.cancel(key, outcome);
            }
        });
        return outcome.thenApply(this::answer);
    }

    @GET
    public CompletionStage<Attachment> check(
            @PathParam("network") String network,
            @PathParam("containerId") String containerId,
            @PathParam("ifName") String ifName) {
        AttachmentKey key = AttachmentNames.read(network, containerId, ifName);
        return engine.find(key)
                .thenApply(found ->
                        found.map(view::attachment)
                                .orElseThrow(() ->
                                        new ProblemException(
                                                Reason.UNKNOWN_ATTACHMENT,
                                                "no address is assigned to " + key)));
    }

    @DELETE
    public CompletionStage<Released> delete(
            @PathParam("network") String network,
            @PathParam("containerId") String containerId,
            @PathParam("ifName") String ifName) {
        return engine.release(AttachmentNames.read(network, containerId, ifName))
                .thenApply(released ->
                        new Released(released.map(view::address).map(List::of).orElse(List.of())));
    }

    private Attachment answer(AttachOutcome outcome) {
        return switch (outcome) {
            case AttachOutcome.Attached attached -> view.attachment(attached);
            case AttachOutcome.Refused(Refusal refusal) -> throw new ProblemException(refusal);
        };
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
