package dev.vpccni.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// JSON trees to text and back, and members that are there or not a valid document.
///
/// Trees and not bound classes: the incumbent's file has members of its own, and nothing needs reflection.
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /// Errors: [InvalidJson].
    static JsonNode read(String document) throws InvalidJson {
        try {
            JsonNode tree = MAPPER.readTree(document);
            if (tree.isMissingNode()) {
                throw new InvalidJson("the document is empty", null);
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new InvalidJson("the document is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    static String write(JsonNode tree) {
        try {
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings and numbers is always writable", e);
        }
    }

    /// The text of a member; empty when it is missing.
    static String text(JsonNode object, String member) {
        return object.path(member).asText("");
    }

    /// Errors: [InvalidJson] when the member is missing or no instant of ISO-8601.
    static Instant instant(JsonNode object, String member) throws InvalidJson {
        try {
            return Instant.parse(text(object, member));
        } catch (DateTimeException e) {
            throw new InvalidJson("'" + member + "' is not a time: " + object.path(member), e);
        }
    }

    /// Checked on purpose: whoever reads a file decides what becomes of it.
    static final class InvalidJson extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidJson(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
