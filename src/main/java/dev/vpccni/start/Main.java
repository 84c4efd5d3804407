package dev.vpccni.start;

import dev.vpccni.config.AgentConfig;
import dev.vpccni.config.ConfigException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Entry of the node agent (ipamd).
@QuarkusMain
public final class Main {
    private Main() {}

    /// Validates the environment, then runs until SIGTERM.
    ///
    /// Errors: exit 1 with one sentence on standard error when a setting cannot work.
    public static void main(String... args) {
        AgentConfig config;
        try {
            config = AgentConfig.read(System.getenv());
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            System.exit(1);
            return;
        }
        setDefault("quarkus.http.host", config.endpoints().host());
        setDefault("quarkus.http.port", Integer.toString(config.endpoints().port()));
        setDefault("jnr.ffi.asm.enabled", "false");
        nameThisHost();
        Quarkus.run(args);
    }

    /// The log manager asks the name service for this host's name unless it is told, and then the start waits for DNS,
    /// which on a node that is just booting may not answer for ten seconds.
    private static void nameThisHost() {
        String name;
        try {
            name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            name = "localhost";
        }
        setDefault("jboss.host.name", name);
        setDefault("jboss.qualified.host.name", name);
        setDefault("jboss.node.name", name);
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
