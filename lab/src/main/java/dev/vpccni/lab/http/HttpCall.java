package dev.vpccni.lab.http;

import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request.
///
/// Shape: `path` and `query` as they came on the wire, still percent-encoded, the query without its `?` and empty if
/// absent; header names in lower case, repeated headers joined by commas; the
/// body read as UTF-8.
public record HttpCall(
        String method,
        String path,
        String query,
        Map<String, String> headers,
        String body,
        InetAddress source) {
    public HttpCall {
        headers = Map.copyOf(headers);
    }

    /// The value of a header, by its name in lower case.
    public @Nullable String header(String name) {
        return headers.get(name);
    }
}
