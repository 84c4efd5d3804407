package dev.vpccni.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// The few things that the journal asks of a file system, so that tests can make them fail or crash in between.
interface Disk {
    /// The whole file; empty when it does not exist.
    Optional<byte[]> read(String name) throws IOException;

    /// Makes the file have this content, at once and durably: a crash leaves the old content or the new.
    void replace(String name, byte[] content) throws IOException;

    /// Opens a file to be overwritten in place; made, empty and durably, when it does not exist.
    ///
    /// Errors: [StoreException] of kind `IN_USE` when another process has it open.
    Region open(String name) throws IOException;

    /// For messages.
    String describe(String name);

    /// An open file that nobody else writes.
    interface Region extends Closeable {
        byte[] read() throws IOException;

        /// Writes all of the buffer; not durable before [#sync].
        void write(int offset, ByteBuffer bytes) throws IOException;

        void sync() throws IOException;
    }
}
