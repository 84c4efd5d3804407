package dev.vpccni.plugin.os;

import org.jspecify.annotations.Nullable;

/// The operating system as the plugin sees it: one process, one thread, one call.
///
/// Errors: every method that can fail throws [OsException] with what was tried and the errno. Paths are UTF-8.
public interface Os {
    /// An environment variable, or null when it is not set.
    @Nullable String env(String name);

    /// Reads standard input to its end, but at most `limit` + 1 bytes, so that the caller can tell "too long".
    byte[] readStdin(int limit);

    void writeStdout(byte[] bytes);

    /// Never fails: there is nobody left to tell.
    void writeStderr(byte[] bytes);

    /// CLOCK_MONOTONIC. Units: nanoseconds.
    long monotonicNanos();

    /// Milliseconds since 1970-01-01 UTC, for log lines and tombstones only.
    long wallMillis();

    void sleepMillis(long millis);

    /// Unpredictable bytes (getrandom).
    byte[] random(int count);

    /// The whole of a small file, but at most `limit` + 1 bytes.
    byte[] readFile(String path, int limit);

    /// Appends with one write; creates the file (0640) and its parent directories (0755) when they are missing.
    ///
    /// A file that has reached `rotateAt` bytes is renamed to `path.1` first.
    void append(String path, byte[] line, long rotateAt);

    /// Puts a file (0600) into a directory (0700, made when missing) so that a reader sees all of it or nothing.
    void replaceFile(String directory, String name, byte[] content);

    /// Connects a stream socket; waits no longer than the deadline (then ETIMEDOUT).
    Connection connect(Endpoint endpoint, Deadline deadline);

    /// The namespace this process was started in.
    NetworkNamespace ownNamespace();

    /// The namespace at this path. Errors: EINVAL when that is something else.
    NetworkNamespace openNamespace(String path);
}
