package dev.vpccni.store;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The journal could not do what it was asked. The message is one sentence: what was tried, on which file, what came
/// back, what to do.
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    public StoreException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /// A write to this file failed.
    static StoreException writing(String file, IOException cause) {
        String reason = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = reason.contains("no space left") || reason.contains("quota exceeded");
        return new StoreException(
                full ? Kind.DISK_FULL : Kind.WRITE_FAILED,
                "write "
                        + file
                        + ": "
                        + cause
                        + (full
                                ? "; free room on that file system, the next request tries again"
                                : "; check that file system, the next request tries again"),
                cause);
    }

    public Kind kind() {
        return kind;
    }

    /// What went wrong, for programs.
    public enum Kind {
        /// A file is there and cannot be read.
        UNREADABLE,
        /// A file was written by a version that this one does not know.
        WRONG_VERSION,
        /// Another process has the journal open.
        IN_USE,
        /// No room on the file system.
        DISK_FULL,
        /// A write or sync failed for another cause.
        WRITE_FAILED,
        /// The journal has been closed.
        CLOSED
    }
}
