package dev.vpccni.lab.cli;

import dev.vpccni.lab.LabOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The files of a lab that runs in the background.
///
/// Shape: `daemon` holds process id and start time of the lab's process, `daemon.log` what it printed, `ready` exists
/// once the lab can be used, `nodes/` is the lab's own directory with the logs of each node.
record RunDirectory(Path path) {

    static RunDirectory of(String prefix) {
        return new RunDirectory(LabOptions.directoryOf(prefix));
    }

    Path log() {
        return path.resolve("daemon.log");
    }

    Path nodes() {
        return path.resolve("nodes");
    }

    /// Begins anew: whatever is there goes.
    void recreate() {
        remove();
        attempt("make " + path, () -> Files.createDirectories(path));
    }

    void remember(ProcessHandle daemon) {
        String content = daemon.pid() + "\n" + startOf(daemon) + "\n";
        attempt("write the process id", () -> Files.writeString(path.resolve("daemon"), content));
    }

    /// The lab's process, if it still runs: the same id and the same start time.
    Optional<ProcessHandle> daemon() {
        Path file = path.resolve("daemon");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = attempt("read " + file, () -> Files.readAllLines(file));
        return lines.size() < 2
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.get(0)))
                        .filter(process -> startOf(process).equals(lines.get(1)));
    }

    void markReady() {
        attempt("mark the lab ready", () -> Files.writeString(path.resolve("ready"), ""));
    }

    boolean isReady() {
        return Files.exists(path.resolve("ready"));
    }

    boolean exists() {
        return Files.exists(path);
    }

    /// Removes everything, and the directory of all labs when this was the last.
    void remove() {
        if (!exists()) {
            return;
        }
        attempt("remove " + path, this::removeFiles);
    }

    private boolean removeFiles() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
        try {
            return Files.deleteIfExists(path.resolve("..").normalize());
        } catch (DirectoryNotEmptyException otherLabs) {
            return false;
        }
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }

    private static <T> T attempt(String what, Attempt<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(what + ": " + e, e);
        }
    }

    private interface Attempt<T> {
        T run() throws IOException;
    }
}
