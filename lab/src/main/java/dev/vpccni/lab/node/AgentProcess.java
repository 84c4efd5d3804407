package dev.vpccni.lab.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The agent as a process of a node.
public final class AgentProcess implements AutoCloseable {
    /// Where the agent answers metrics and health.
    public static final int HEALTH_PORT = 61678;

    /// Where the agent answers the plugin, and introspection.
    public static final int API_PORT = 61679;

    private static final Duration STOP = Duration.ofSeconds(20);
    private static final int QUOTED_LOG_LINES = 25;

    private final Node node;
    private final Child process;
    private final Path log;
    private final long startedAt;

    private AgentProcess(Node node, Child process, Path log, long startedAt) {
        this.node = node;
        this.process = process;
        this.log = log;
        this.startedAt = startedAt;
    }

    /// Starts the agent; it is not ready yet.
    ///
    /// @param ec2Endpoint URL of the EC2 API
    static AgentProcess start(Node node, String ec2Endpoint, AgentOptions options) {
        if (!Files.isRegularFile(options.jar())) {
            throw new IllegalStateException(
                    "there is no packaged agent at "
                            + options.jar()
                            + "; build it with 'make build'");
        }
        List<String> argv = new ArrayList<>();
        argv.add(options.javaHome().resolve("bin/java").toString());
        argv.addAll(options.javaOptions());
        argv.addAll(List.of("-jar", options.jar().toString()));
        Map<String, String> environment = new HashMap<>(Command.of("java").environment());
        environment.put("AWS_EC2_ENDPOINT", ec2Endpoint);
        environment.put("MY_NODE_NAME", node.name());
        environment.put("ENABLE_IPv4", "true");
        environment.put("ENABLE_IPv6", "false");
        environment.put("AWS_VPC_K8S_CNI_LOG_FILE", "stdout");
        environment.putAll(options.environment());
        Path log = node.directory().resolve("agent.log");
        long startedAt = System.nanoTime();
        Child process = node.start(new Command(argv, environment, "", STOP), log);
        return new AgentProcess(node, process, log, startedAt);
    }

    /// Waits until the agent says that it is ready; returns how long that took since the start.
    ///
    /// Errors: IllegalStateException with the end of its log when it died or the time is up.
    public Duration awaitReady(Duration timeout) {
        boolean answered =
                Waiting.until(
                        timeout, Duration.ofMillis(20), () -> !process.isRunning() || isReady());
        if (!process.isRunning() || !answered) {
            throw new IllegalStateException(
                    "the agent of node "
                            + node.name()
                            + (process.isRunning()
                                    ? " is not ready after " + timeout.toSeconds() + " s"
                                    : " ended with status " + process.status().orElseThrow())
                            + "; the end of "
                            + log
                            + ":\n"
                            + tail());
        }
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /// True if the readiness check answers 200.
    public boolean isReady() {
        try {
            return node.call(() -> HttpAnswer.get(HEALTH_PORT, "/health/ready")).status() == 200;
        } catch (UncheckedIOException nobodyListens) {
            return false;
        }
    }

    public boolean isRunning() {
        return process.isRunning();
    }

    /// Its process id, as the machine sees it.
    public int pid() {
        return process.pid();
    }

    /// The file that holds what it printed.
    public Path log() {
        return log;
    }

    /// Resident memory. Units: KiB. Source: proc(5), VmRSS.
    public long residentKiB() {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException("read the memory of process " + pid(), e);
        }
    }

    /// Ends it as Kubernetes does, with SIGTERM; after 20 s with SIGKILL. Returns its exit status.
    public int stop() {
        process.signal(LibC.SIGTERM);
        if (!process.awaitEnd(STOP)) {
            kill();
        }
        return process.status().orElseThrow();
    }

    /// Ends it without warning, as a crash would (SIGKILL), and waits until it is gone.
    public void kill() {
        process.signal(LibC.SIGKILL);
        process.awaitEnd(STOP);
    }

    @Override
    public void close() {
        stop();
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(
                    "\n",
                    lines.subList(Math.max(0, lines.size() - QUOTED_LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(not readable: " + e.getMessage() + ")";
        }
    }
}
