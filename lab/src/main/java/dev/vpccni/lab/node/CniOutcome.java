package dev.vpccni.lab.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vpccni.inet.IpPrefix;
import java.time.Duration;

/// What one execution of a CNI plugin came to.
///
/// `elapsed` is from exec to the collected exit status (see [Finished]).
/// Source: CNI specification 1.1.0, sections 2 (protocol) and 5 (result types).
public sealed interface CniOutcome {
    Duration elapsed();

    /// Exit status 0.
    ///
    /// @param result the JSON on standard output; a missing node when there was none, as after DEL
    record Success(JsonNode result, Duration elapsed) implements CniOutcome {
        /// The first address of an ADD result. Errors: IllegalStateException when it has none.
        public IpPrefix address() {
            JsonNode address = result.path("ips").path(0).path("address");
            if (!address.isTextual()) {
                throw new IllegalStateException("the result has no address: " + result);
            }
            return IpPrefix.parse(address.asText());
        }
    }

    /// Another exit status with the error object of the specification.
    record Failure(int exitCode, int code, String message, String details, Duration elapsed)
            implements CniOutcome {}

    /// Neither a result nor an error object: the plugin broke the protocol, crashed or was killed.
    record Broken(Finished finished) implements CniOutcome {
        @Override
        public Duration elapsed() {
            return finished.elapsed();
        }
    }

    /// Reads what the plugin printed.
    static CniOutcome of(Finished finished) {
        if (finished.timedOut()) {
            return new Broken(finished);
        }
        JsonNode output;
        try {
            output =
                    finished.output().isBlank()
                            ? MissingNode.getInstance()
                            : Json.MAPPER.readTree(finished.output());
        } catch (JsonProcessingException notJson) {
            return new Broken(finished);
        }
        if (finished.exitCode() == 0) {
            return new Success(output, finished.elapsed());
        }
        if (!output.path("code").isInt() || !output.path("msg").isTextual()) {
            return new Broken(finished);
        }
        return new Failure(
                finished.exitCode(),
                output.path("code").asInt(),
                output.path("msg").asText(),
                output.path("details").asText(""),
                finished.elapsed());
    }

    /// The success this must be. Errors: IllegalStateException that says what came instead.
    default Success expectSuccess(String tried) {
        return switch (this) {
            case Success success -> success;
            case Failure failure ->
                    throw new IllegalStateException(
                            tried
                                    + " failed with code "
                                    + failure.code()
                                    + ": "
                                    + failure.message()
                                    + " "
                                    + failure.details());
            case Broken broken ->
                    throw new IllegalStateException(
                            tried
                                    + " broke off with status "
                                    + broken.finished().exitCode()
                                    + (broken.finished().timedOut() ? " (killed, out of time)" : "")
                                    + ": "
                                    + broken.finished().output()
                                    + broken.finished().errors());
        };
    }
}
