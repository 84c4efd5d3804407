package dev.vpccni.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/// One directory of the machine's file system. Files are readable by root only, as the incumbent's are.
///
/// An interrupt closes a FileChannel under its user's hands. No request may harm the journal that way, so every action
/// is begun anew with the interrupt put aside; all actions here can be repeated.
final class LocalDisk implements Disk {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path directory;

    LocalDisk(Path directory) {
        this.directory = directory;
    }

    @Override
    public Optional<byte[]> read(String name) throws IOException {
        return uninterrupted(() -> {
            try {
                return Optional.of(Files.readAllBytes(directory.resolve(name)));
            } catch (NoSuchFileException _) {
                return Optional.empty();
            }
        });
    }

    @Override
    public void replace(String name, byte[] content) throws IOException {
        Path target = directory.resolve(name);
        Path temporary = directory.resolve(name + ".tmp");
        uninterrupted(() -> {
            try (FileChannel file =
                    FileChannel.open(
                            temporary, Set.of(CREATE, WRITE, TRUNCATE_EXISTING), OWNER_ONLY)) {
                writeAll(file, 0, ByteBuffer.wrap(content));
                file.force(true);
            }
            Files.move(
                    temporary,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            syncDirectory();
            return target;
        });
    }

    @Override
    public Region open(String name) throws IOException {
        Files.createDirectories(directory);
        return uninterrupted(() -> {
            LocalRegion region = new LocalRegion(directory.resolve(name));
            syncDirectory();
            return region;
        });
    }

    @Override
    public String describe(String name) {
        return directory.resolve(name).toString();
    }

    private void syncDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }

    private static void writeAll(FileChannel file, long offset, ByteBuffer bytes)
            throws IOException {
        ByteBuffer rest = bytes.duplicate();
        long position = offset;
        while (rest.hasRemaining()) {
            position += file.write(rest, position);
        }
    }

    private static <T> T uninterrupted(IoAction<T> action) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return action.run();
                } catch (ClosedByInterruptException _) {
                    interrupted = Thread.interrupted() || interrupted;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private interface IoAction<T> {
        T run() throws IOException;
    }

    /// The open journal. Used by one thread at a time.
    private static final class LocalRegion implements Region {
        private static final Set<OpenOption> OPTIONS = Set.of(CREATE, READ, WRITE);

        private final Path path;
        private FileChannel channel;

        LocalRegion(Path path) throws IOException {
            this.path = path;
            this.channel = connect(path);
        }

        @Override
        public byte[] read() throws IOException {
            return uninterrupted(() -> {
                reopen();
                ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(channel.size()));
                while (content.hasRemaining() && channel.read(content, content.position()) >= 0) {}
                return content.array();
            });
        }

        @Override
        public void write(int offset, ByteBuffer bytes) throws IOException {
            uninterrupted(() -> {
                reopen();
                writeAll(channel, offset, bytes);
                return bytes;
            });
        }

        /// Sync of data only: the file never changes its size while it is in use, and so the file system need not commit
        /// metadata.
        @Override
        public void sync() throws IOException {
            uninterrupted(() -> {
                reopen();
                channel.force(false);
                return channel;
            });
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }

        private void reopen() throws IOException {
            if (!channel.isOpen()) {
                channel = connect(path);
            }
        }

        private static FileChannel connect(Path path) throws IOException {
            FileChannel channel = FileChannel.open(path, OPTIONS, OWNER_ONLY);
            try {
                if (channel.tryLock() != null) {
                    return channel;
                }
            } catch (OverlappingFileLockException _) {
                // Held by this very process: the same answer as for another one.
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            channel.close();
            throw new StoreException(
                    StoreException.Kind.IN_USE,
                    path + " is locked: another agent runs on this node; stop it first",
                    null);
        }
    }
}
