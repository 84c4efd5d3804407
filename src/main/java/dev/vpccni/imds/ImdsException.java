package dev.vpccni.imds;

import org.jspecify.annotations.Nullable;

/// IMDS did not give what was asked for. The message names the path, what came back, and what to do.
public final class ImdsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final int status;

    /// @param path the path that was asked for, below `/latest/`
    /// @param status HTTP status; 0 when no answer was read or it made no sense
    public ImdsException(String path, int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.path = path;
        this.status = status;
    }

    public String path() {
        return path;
    }

    public int status() {
        return status;
    }
}
