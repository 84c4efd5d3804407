package dev.vpccni.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vpccni.ipam.AttachmentKey;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/// DELs that the plugin served while the agent did not answer: one small JSON file each.
///
/// Shape: `{"network":…,"containerId":…,"ifName":…}`. The plugin renames each file into place whole.
final class Tombstones {
    private static final Logger LOG = Logger.getLogger(Tombstones.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;

    Tombstones(Path directory) {
        this.directory = directory;
    }

    /// What lies there now; a file that cannot be read as a tombstone is moved aside with a warning.
    Map<Path, AttachmentKey> read() {
        Map<Path, AttachmentKey> found = new LinkedHashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
            for (Path file : files) {
                readOne(file, found);
            }
        } catch (NoSuchFileException e) {
            return found;
        } catch (IOException e) {
            LOG.warnf("tombstones unreadable dir=%s cause=%s", directory, e.toString());
        }
        return found;
    }

    /// Forgets one that has been replayed.
    void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warnf("tombstone not removed file=%s cause=%s", file, e.toString());
        }
    }

    private static void readOne(Path file, Map<Path, AttachmentKey> into) {
        try {
            JsonNode json = JSON.readTree(file.toFile());
            into.put(
                    file,
                    new AttachmentKey(
                            json.path("network").asText(),
                            json.path("containerId").asText(),
                            json.path("ifName").asText()));
        } catch (IOException | IllegalArgumentException e) {
            LOG.warnf("tombstone set aside file=%s cause=%s", file, e.getMessage());
            try {
                Files.move(file, file.resolveSibling(file.getFileName() + ".bad"));
            } catch (IOException moveFailed) {
                LOG.warnf("tombstone not moved file=%s cause=%s", file, moveFailed.toString());
            }
        }
    }
}
