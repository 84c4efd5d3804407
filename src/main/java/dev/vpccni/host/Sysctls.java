package dev.vpccni.host;

import dev.vpccni.netlink.socket.Namespaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Reads and writes settings below /proc/sys.
///
/// Which namespace /proc/sys/net shows depends on the thread that opens it.
final class Sysctls {
    private final Path root;
    private final Optional<Path> netns;

    /// @param root `/proc/sys`, or where a container has it mounted writable
    /// @param netns empty for the namespace of this process
    Sysctls(Path root, Optional<Path> netns) {
        this.root = root;
        this.netns = netns;
    }

    /// The value without the line end; empty when there is no such setting.
    String read(String name) throws Exception {
        return inNamespace(() -> {
            try {
                return Files.readString(root.resolve(name)).strip();
            } catch (NoSuchFileException e) {
                return "";
            }
        });
    }

    /// Errors: IOException when there is no such setting, it is read-only here, or the kernel refuses the value.
    void write(String name, String value) throws Exception {
        inNamespace(() -> {
            Path file = root.resolve(name);
            try {
                return Files.writeString(file, value);
            } catch (IOException e) {
                throw new IOException(
                        file
                                + " cannot be written ("
                                + e.getMessage()
                                + "); the container must be privileged",
                        e);
            }
        });
    }

    private <T> T inNamespace(Callable<T> work) throws Exception {
        return netns.isPresent() ? Namespaces.call(netns.get(), work) : work.call();
    }
}
