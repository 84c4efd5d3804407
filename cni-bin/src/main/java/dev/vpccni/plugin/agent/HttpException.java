package dev.vpccni.plugin.agent;

/// The peer does not speak the HTTP that is understood here; the message says what came.
final class HttpException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean cut;

    HttpException(String message) {
        this(message, false);
    }

    private HttpException(String message, boolean cut) {
        super(message);
        this.cut = cut;
    }

    /// The connection ended before the answer did.
    static HttpException cut(String message) {
        return new HttpException(message, true);
    }

    /// Whether nothing is wrong with what came but that the rest is missing.
    boolean isCut() {
        return cut;
    }
}
