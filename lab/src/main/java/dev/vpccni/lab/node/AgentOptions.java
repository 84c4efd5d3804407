package dev.vpccni.lab.node;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How the agent is started in a node.
///
/// @param jar the packaged application, `quarkus-run.jar`
/// @param javaHome the JDK that runs it
/// @param javaOptions options of the JVM
/// @param environment variables besides those every node has; these win
public record AgentOptions(
        Path jar, Path javaHome, List<String> javaOptions, Map<String, String> environment) {
    public AgentOptions {
        javaOptions = List.copyOf(javaOptions);
        environment = Map.copyOf(environment);
    }

    /// The agent built in a checkout, on the lab's own JDK, with the small-footprint options of the image.
    ///
    /// @param checkout the root of the project
    public static AgentOptions packaged(Path checkout) {
        return new AgentOptions(
                checkout.resolve("target/quarkus-app/quarkus-run.jar"),
                Path.of(System.getProperty("java.home", "")),
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx96m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"),
                Map.of());
    }

    /// The same with one more variable.
    public AgentOptions with(String name, String value) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put(name, value);
        return new AgentOptions(jar, javaHome, javaOptions, changed);
    }
}
