package dev.vpccni.lab.node;

import com.fasterxml.jackson.databind.ObjectMapper;

/// The JSON reader and writer of this package; thread-safe once made.
final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}
}
