package dev.vpccni.plugin.agent;

import java.util.List;

/// An HTTP response that was received whole: status, header lines without their CRLF in the order received, and the body
/// with its transfer coding removed.
final class HttpResponse {
    private final int status;
    private final List<String> headers;
    private final byte[] body;

    /// The body is not copied.
    HttpResponse(int status, List<String> headers, byte[] body) {
        this.status = status;
        this.headers = List.copyOf(headers);
        this.body = body;
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body;
    }

    /// The value of a header, or the empty text. Names are compared without case (RFC 9110, section 5.1).
    String header(String name) {
        for (String line : headers) {
            if (line.length() > name.length()
                    && line.charAt(name.length()) == ':'
                    && sameName(line, name)) {
                return line.substring(name.length() + 1).trim();
            }
        }
        return "";
    }

    private static boolean sameName(String line, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (lower(line.charAt(i)) != lower(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }
}
