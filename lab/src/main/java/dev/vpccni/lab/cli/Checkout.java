package dev.vpccni.lab.cli;

import dev.vpccni.lab.node.AgentOptions;
import java.nio.file.Files;
import java.nio.file.Path;

/// The project's directory and what was built in it.
record Checkout(Path root) {

    /// The checkout that the launcher belongs to.
    static Checkout current() {
        return new Checkout(
                Path.of(System.getProperty("vpclab.home", ".")).toAbsolutePath().normalize());
    }

    /// The plugin for this machine. Errors: UsageException when it is not built.
    Path plugin() {
        return built(pluginFile(), "CNI plugin");
    }

    boolean hasPlugin() {
        return Files.isRegularFile(pluginFile());
    }

    private Path pluginFile() {
        String architecture =
                System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "amd64";
        return root.resolve("cni-bin/target/aws-cni-" + architecture);
    }

    /// The agent with its usual options. Errors: UsageException when it is not built.
    AgentOptions agent() {
        AgentOptions options = AgentOptions.packaged(root);
        built(options.jar(), "agent");
        return options;
    }

    private static Path built(Path file, String what) {
        if (!Files.isRegularFile(file)) {
            throw new UsageException(
                    "the "
                            + what
                            + " is not built: there is no "
                            + file
                            + "; run 'make build' first");
        }
        return file;
    }
}
