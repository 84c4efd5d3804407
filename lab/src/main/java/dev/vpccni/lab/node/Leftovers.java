package dev.vpccni.lab.node;

import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.netlink.socket.Namespaces;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a lab that was killed left behind, and its removal.
///
/// Every namespace whose name starts with `PREFIX-` is the lab's, and so is every process in one of them. Killing the
/// processes is enough for the rest: a node's first process takes all others of the node with it, and mounts and pod
/// namespaces live only in a node's mount namespace.
public record Leftovers(List<Path> namespaces, List<Long> processes) {
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final Duration END = Duration.ofSeconds(10);

    public Leftovers {
        namespaces = List.copyOf(namespaces);
        processes = List.copyOf(processes);
    }

    /// Looks for namespaces of this prefix and for processes in them.
    public static Leftovers find(String prefix) {
        List<Path> namespaces = list(NAMESPACES, prefix + "-*");
        Set<Long> numbers = new HashSet<>();
        namespaces.forEach(path -> number(path).ifPresent(numbers::add));
        List<Long> processes = new ArrayList<>();
        for (Path process : list(Path.of("/proc"), "[0-9]*")) {
            if (number(process.resolve("ns/net")).filter(numbers::contains).isPresent()) {
                processes.add(Long.valueOf(process.getFileName().toString()));
            }
        }
        processes.remove(ProcessHandle.current().pid());
        return new Leftovers(namespaces, processes);
    }

    public boolean isEmpty() {
        return namespaces.isEmpty() && processes.isEmpty();
    }

    /// Kills the processes, waits until they are gone, and deletes the namespaces.
    ///
    /// Errors: IllegalStateException with the ids when a process does not end in 10 s.
    public void remove() {
        List<ProcessHandle> ending =
                processes.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).toList();
        ending.forEach(ProcessHandle::destroyForcibly);
        boolean ended =
                Waiting.until(
                        END,
                        Duration.ofMillis(5),
                        () -> ending.stream().noneMatch(Leftovers::holdsNamespace));
        if (!ended) {
            throw new IllegalStateException(
                    "processes " + processes + " of an earlier lab do not end; end them by hand");
        }
        namespaces.forEach(namespace -> delete(namespace.getFileName().toString()));
    }

    /// Two may clean up at once: the demonstration and the one who interrupts it.
    private static void delete(String namespace) {
        try {
            Namespaces.delete(namespace);
        } catch (NetlinkException e) {
            if (!e.isAbsent()) {
                throw e;
            }
        }
    }

    /// A zombie has let go of its namespaces; it only waits for its parent.
    private static boolean holdsNamespace(ProcessHandle process) {
        return process.isAlive()
                && number(Path.of("/proc", Long.toString(process.pid()), "ns/net")).isPresent();
    }

    /// The inode number that identifies a namespace; empty when there is none to read.
    private static Optional<Long> number(Path path) {
        try {
            return Optional.of((Long) Files.getAttribute(path, "unix:ino"));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static List<Path> list(Path directory, String pattern) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, pattern)) {
            List<Path> found = new ArrayList<>();
            entries.forEach(found::add);
            return found;
        } catch (IOException none) {
            return List.of();
        }
    }
}
