package dev.vpccni.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.vpccni.engine.NotReadyException;
import dev.vpccni.engine.Refusal;
import dev.vpccni.wire.Problem;
import dev.vpccni.wire.Protocol;
import dev.vpccni.wire.Reason;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Turns every exception of a resource into `application/problem+json` (RFC 9457).
final class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    Response problem(ProblemException failure) {
        return answer(failure.problem());
    }

    @ServerExceptionMapper
    Response notReady(NotReadyException failure) {
        return answer(Problems.of(failure.refusal()));
    }

    @ServerExceptionMapper(priority = 1)
    Response malformed(JsonProcessingException failure) {
        return answer(
                Problems.of(
                        Reason.BAD_REQUEST,
                        "the body is not the JSON object that this call takes: "
                                + failure.getOriginalMessage()));
    }

    @ServerExceptionMapper
    Response mismatched(MismatchedInputException failure) {
        return malformed(failure);
    }

    @ServerExceptionMapper(priority = 2)
    Response web(WebApplicationException failure) {
        int status = failure.getResponse().getStatus();
        if (failure.getCause() instanceof JsonProcessingException json) {
            return malformed(json);
        }
        Refusal refusal =
                new Refusal(
                        status == 413 ? Reason.BODY_TOO_LARGE : Reason.BAD_REQUEST,
                        "the call was refused with status " + status + ": " + failure.getMessage(),
                        Duration.ZERO);
        return answer(Problems.of(refusal, status));
    }

    @ServerExceptionMapper(priority = 3)
    Response unexpected(Throwable failure) {
        LOG.error("api call failed", failure);
        return answer(
                Problems.of(
                        Reason.INTERNAL,
                        "the agent failed: " + failure + "; its log has the stack"));
    }

    private static Response answer(Problem problem) {
        return Response.status(problem.status())
                .type(Protocol.PROBLEM_MEDIA_TYPE)
                .entity(problem)
                .build();
    }
}
