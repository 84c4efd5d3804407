package dev.vpccni.plugin.agent;

/// The peer does not speak the HTTP that is understood here; the message says what came.
final class HttpException extends RuntimeException {
    private static final long serialVersionUID = 1;

    HttpException(String message) {
        super(message);
    }
}
