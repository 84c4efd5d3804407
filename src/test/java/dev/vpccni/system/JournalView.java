package dev.vpccni.system;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.ipam.Assignment;
import dev.vpccni.lab.LabNode;
import dev.vpccni.store.FileJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a restart of the agent would find on disk at this moment.
final class JournalView {
    private static final Path DIRECTORY = Path.of("/var/run/aws-node");

    private JournalView() {}

    /// Address to container id.
    ///
    /// The journal is copied before the checkpoint: what leaves it in between is in the checkpoint then.
    static Map<IpAddress, String> of(LabNode node) {
        try {
            Path copy = Files.createTempDirectory(node.machine().directory(), "journal-");
            try {
                copy(node, "ipam.journal", copy);
                copy(node, "ipam.json", copy);
                return read(copy.resolve("ipam.json"));
            } finally {
                delete(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("read the journal of " + node.name(), e);
        }
    }

    private static Map<IpAddress, String> read(Path checkpoint) {
        Map<IpAddress, String> assigned = new TreeMap<>();
        try (FileJournal journal = FileJournal.open(checkpoint, InstantSource.system())) {
            for (Assignment entry : journal.loaded().state().assignments()) {
                assigned.put(entry.address(), entry.key().containerId());
            }
        }
        return assigned;
    }

    private static void copy(LabNode node, String name, Path directory) throws IOException {
        Optional<byte[]> content =
                node.machine()
                        .call(() -> {
                            Path file = DIRECTORY.resolve(name);
                            return Files.exists(file)
                                    ? Optional.of(Files.readAllBytes(file))
                                    : Optional.empty();
                        });
        if (content.isPresent()) {
            Files.write(directory.resolve(name), content.get());
        }
    }

    private static void delete(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
