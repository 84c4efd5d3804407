package dev.vpccni.system;

import dev.vpccni.lab.Lab;
import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.LabOptions;
import dev.vpccni.lab.node.AgentOptions;
import dev.vpccni.lab.node.AgentProcess;
import dev.vpccni.lab.node.Command;
import dev.vpccni.lab.scenario.Scenario;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// The lab of one test class, with the plugin installed in each node; agents are started by the tests.
///
/// When a test fails, what its nodes logged and how their networks looked stays in `target/system-logs/NAME`, and the
/// path is printed.
final class SystemLab implements BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback {
    static final Path CHECKOUT = Path.of("").toAbsolutePath();

    /// Generous, because the machine may be busy: a start takes a second or two on an idle one.
    static final Duration AGENT_START = Duration.ofSeconds(90);

    private static final String PLUGIN_LOG = "/var/log/aws-routed-eni/plugin.log";
    private static final List<Command> STATE =
            List.of(
                    Command.of("ip", "-d", "address"),
                    Command.of("ip", "rule"),
                    Command.of("ip", "route", "show", "table", "all"),
                    Command.of("nft", "list", "ruleset"),
                    Command.of("ls", "-lR", "/run/netns", "/run/aws-node"));

    private final String name;
    private final String scenario;
    private @Nullable Lab lab;
    private boolean failed;

    /// @param name prefix of the lab's namespaces, unlike that of any other class
    /// @param scenario YAML (see [Scenario])
    SystemLab(String name, String scenario) {
        this.name = name;
        this.scenario = scenario;
    }

    Lab lab() {
        if (lab == null) {
            throw new IllegalStateException("the lab " + name + " has not been started");
        }
        return lab;
    }

    LabNode node(String node) {
        return lab().node(node);
    }

    /// How the packaged agent is started unless a test wants it otherwise.
    static AgentOptions agent() {
        return AgentOptions.packaged(CHECKOUT);
    }

    /// Starts an agent and waits until it serves.
    static AgentProcess startAgent(LabNode node, AgentOptions options) {
        AgentProcess agent = node.startAgent(options);
        agent.awaitReady(AGENT_START);
        return agent;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Path plugin = plugin();
        Lab started =
                Lab.start(
                        LabOptions.named(name)
                                .withScenario(Scenario.parse(name, scenario))
                                .showing(CHECKOUT.resolve("target/quarkus-app")));
        lab = started;
        started.nodes().forEach(node -> node.installPlugin(plugin));
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        failed |= context.getExecutionException().isPresent();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        Lab started = lab;
        if (started == null) {
            return;
        }
        try (started) {
            if (failed || context.getExecutionException().isPresent()) {
                keepLogs(started);
            }
        }
    }

    /// The plugin's binary for this machine. Errors: IllegalStateException with how to build it.
    static Path plugin() {
        boolean arm = System.getProperty("os.arch", "").equals("aarch64");
        Path binary = CHECKOUT.resolve("cni-bin/target/aws-cni-" + (arm ? "arm64" : "amd64"));
        if (!Files.isExecutable(binary)) {
            throw new IllegalStateException(
                    "there is no plugin at " + binary + "; build it with 'make build'");
        }
        return binary;
    }

    private void keepLogs(Lab started) throws IOException {
        Path kept = CHECKOUT.resolve("target/system-logs").resolve(name);
        for (LabNode node : started.nodes()) {
            Path directory = Files.createDirectories(kept.resolve(node.name()));
            try (DirectoryStream<Path> logs =
                    Files.newDirectoryStream(node.machine().directory(), "*.log")) {
                for (Path log : logs) {
                    Files.copy(
                            log,
                            directory.resolve(log.getFileName()),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            write(directory.resolve("plugin.log"), () -> node.machine().readFile(PLUGIN_LOG));
            write(directory.resolve("network.txt"), () -> state(node));
            write(directory.resolve("enis.json"), () -> api(node, "/v1/enis"));
            write(directory.resolve("explain.json"), () -> api(node, "/v1/explain"));
        }
        write(kept.resolve("ec2-calls.txt"), () -> calls(started));
        System.err.println("what the lab " + name + " logged is kept in " + kept);
    }

    private static String state(LabNode node) {
        StringBuilder text = new StringBuilder();
        for (Command command : STATE) {
            text.append("# ").append(command).append('\n');
            text.append(node.machine().exec(command).output());
        }
        return text.toString();
    }

    private static String api(LabNode node, String path) {
        return node.machine().get(AgentProcess.API_PORT, path).body();
    }

    private static String calls(Lab started) {
        StringBuilder text = new StringBuilder();
        started.account().journal().calls().forEach(call -> text.append(call).append('\n'));
        return text.toString();
    }

    /// A log that cannot be had must not hide the failure it would explain.
    private static void write(Path file, Callable<String> content) throws IOException {
        String text;
        try {
            text = content.call();
        } catch (Exception e) {
            text = "not available: " + e;
        }
        Files.writeString(file, text);
    }
}
