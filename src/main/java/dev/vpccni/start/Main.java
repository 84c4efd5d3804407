package dev.vpccni.start;

import dev.vpccni.config.AgentConfig;
import dev.vpccni.config.ConfigException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

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
        Quarkus.run(args);
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
