import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vpccni.lab.Lab;
import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.LabOptions;
import dev.vpccni.lab.node.AgentOptions;
import dev.vpccni.lab.node.CniOutcome;
import dev.vpccni.lab.node.CniRuntime;
import dev.vpccni.lab.node.Sandbox;
import dev.vpccni.lab.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a warm ADD costs: the plugin from exec to exit, on a node of the lab with the agent in JVM mode.
///
/// One pod at a time is added and deleted, so a free address is always at hand. The namespace of the pod is made
/// outside the measured time. The shares of the steps are the plugin's own clock, from its log.
void main() throws Exception {
    int warmUps = 50;
    int samples = 200;
    Path root = Path.of(System.getenv("BENCH_ROOT"));
    Path plugin = root.resolve("cni-bin/target/aws-cni-amd64");
    System.out.println(machine());
    List<Duration> adds = new ArrayList<>();
    List<Duration> dels = new ArrayList<>();
    List<Duration> versions = new ArrayList<>();
    Map<String, List<Long>> steps;
    try (Lab lab = Lab.start(LabOptions.named("bench").withScenario(Scenario.load("calm").withNodes(1)).showing(root))) {
        LabNode node = lab.nodes().getFirst();
        CniRuntime runtime = node.installPlugin(plugin);
        AgentOptions agent =
                AgentOptions.packaged(root).with("IP_COOLDOWN_PERIOD", "0").with("AWS_VPC_K8S_CNI_LOGLEVEL", "INFO");
        node.startAgent(agent).awaitReady(Duration.ofMinutes(2));
        for (int i = 0; i < warmUps + samples; i++) {
            Sandbox sandbox = runtime.createSandbox("bench", "pod-" + i);
            CniOutcome added = runtime.add(sandbox);
            JsonNode result = result(added);
            CniOutcome deleted = runtime.del(sandbox, result);
            result(deleted);
            runtime.removeSandbox(sandbox);
            if (i >= warmUps) {
                adds.add(added.elapsed());
                dels.add(deleted.elapsed());
            }
        }
        for (int i = 0; i < samples; i++) {
            versions.add(runtime.version().elapsed());
        }
        steps = steps(node, samples);
    }
    print("VERSION, exec to exit", versions);
    print("ADD, exec to exit", adds);
    print("DEL, exec to exit", dels);
    System.out.println("\nshare of each step of ADD, medians by the plugin's clock");
    steps.forEach((name, values) -> System.out.printf("  %-12s %8.0f us%n", name, median(values)));
    long amd64 = Files.size(plugin);
    long arm64 = Files.size(root.resolve("cni-bin/target/aws-cni-arm64"));
    System.out.printf("%nbinary: %d bytes (amd64), %d bytes (arm64)%n", amd64, arm64);
    System.out.printf(
            "add_p50_us=%.0f add_p95_us=%.0f add_p99_us=%.0f del_p50_us=%.0f version_p50_us=%.0f amd64_bytes=%d"
                    + " arm64_bytes=%d%n",
            quantile(adds, 0.5), quantile(adds, 0.95), quantile(adds, 0.99), quantile(dels, 0.5),
            quantile(versions, 0.5), amd64, arm64);
}

static JsonNode result(CniOutcome outcome) {
    return switch (outcome) {
        case CniOutcome.Success success -> success.result();
        case CniOutcome.Failure failure -> throw new IllegalStateException("the plugin failed: " + failure);
        case CniOutcome.Broken broken -> throw new IllegalStateException("the plugin broke the protocol: " + broken);
    };
}

/// The `timing` of the last ADDs in the plugin's log: step to microseconds.
static Map<String, List<Long>> steps(LabNode node, int samples) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> timings = new ArrayList<>();
    for (String line : node.machine().readFile("/var/log/aws-routed-eni/plugin.log").lines().toList()) {
        JsonNode entry = json.readTree(line);
        if (entry.path("msg").asText().startsWith("added") && entry.has("timing")) {
            timings.add(entry.get("timing"));
        }
    }
    Map<String, List<Long>> steps = new LinkedHashMap<>();
    for (JsonNode timing : timings.subList(Math.max(0, timings.size() - samples), timings.size())) {
        timing.properties().forEach(
                step -> steps.computeIfAbsent(step.getKey(), name -> new ArrayList<>()).add(step.getValue().asLong()));
    }
    return steps;
}

static void print(String what, List<Duration> values) {
    System.out.printf(
            "%-24s n=%d  min %.2f  median %.2f  p95 %.2f  p99 %.2f ms%n",
            what, values.size(), quantile(values, 0) / 1000, quantile(values, 0.5) / 1000,
            quantile(values, 0.95) / 1000, quantile(values, 0.99) / 1000);
}

/// Units: microseconds.
static double quantile(List<Duration> values, double q) {
    long[] sorted = values.stream().mapToLong(Duration::toNanos).sorted().toArray();
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(q * sorted.length))] / 1000.0;
}

static double median(List<Long> values) {
    long[] sorted = values.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
}

static String machine() throws IOException {
    String cpu =
            Files.readString(Path.of("/proc/cpuinfo")).lines()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 2))
                    .findFirst()
                    .orElse("unknown CPU");
    String memory = Files.readString(Path.of("/proc/meminfo")).lines().findFirst().orElse("").replaceAll("\\D+", "");
    String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    return "machine: %d cores, %s, %d GiB, load %s before the run%n"
            .formatted(Runtime.getRuntime().availableProcessors(), cpu, Long.parseLong(memory) >> 20, load);
}
