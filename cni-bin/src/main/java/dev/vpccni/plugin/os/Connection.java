package dev.vpccni.plugin.os;

/// A connected stream socket with deadlines. Errors: [OsException]; ETIMEDOUT when a deadline passes.
public interface Connection extends AutoCloseable {
    /// Sends all bytes.
    void send(byte[] data, Deadline deadline);

    /// Receives at least one byte.
    ///
    /// @return how many bytes were put at the start of `buffer`; -1 at the end of the stream
    int receive(byte[] buffer, Deadline deadline);

    @Override
    void close();
}
