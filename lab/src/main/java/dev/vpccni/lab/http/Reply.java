package dev.vpccni.lab.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What a server does with a request.
public sealed interface Reply {

    /// An answer. Shape: the body is sent with its length; an empty one has none.
    record Answer(int status, Map<String, String> headers, String body) implements Reply {
        public Answer {
            headers = Map.copyOf(headers);
        }

        byte[] bytes() {
            return body.getBytes(StandardCharsets.UTF_8);
        }
    }

    /// The connection is closed without an answer, as when a peer dies.
    record Dropped() implements Reply {}

    static Answer text(int status, String body) {
        return new Answer(status, Map.of("Content-Type", "text/plain"), body);
    }

    static Answer json(int status, String body) {
        return new Answer(status, Map.of("Content-Type", "application/json"), body);
    }

    static Reply dropped() {
        return new Dropped();
    }
}
