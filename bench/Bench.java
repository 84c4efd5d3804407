import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vpccni.lab.Lab;
import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.LabOptions;
import dev.vpccni.lab.node.AgentOptions;
import dev.vpccni.lab.node.CniOutcome;
import dev.vpccni.lab.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the measurements share: the lab they run in, and how figures are made and printed.
///
/// Units: microseconds, unless a name says otherwise.
final class Bench {
    private static final Path ROOT = Path.of(System.getenv("BENCH_ROOT"));
    private static final String PLUGIN_LOG = "/var/log/aws-routed-eni/plugin.log";

    private Bench() {}

    /// A lab with one node that has the plugin; EC2 answers at once.
    static Lab startLab() {
        Lab lab =
                Lab.start(
                        LabOptions.named("bench")
                                .withScenario(Scenario.load("calm").withNodes(1))
                                .showing(ROOT.resolve("target/quarkus-app")));
        lab.nodes().forEach(node -> node.installPlugin(plugin()));
        return lab;
    }

    /// The agent in JVM mode with the log level of production; addresses can be used again at once.
    static AgentOptions agent() {
        return AgentOptions.packaged(ROOT)
                .with("IP_COOLDOWN_PERIOD", "0")
                .with("AWS_VPC_K8S_CNI_LOGLEVEL", "INFO");
    }

    /// The plugin's binary for this machine.
    static Path plugin() {
        return binary(System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64");
    }

    static Path binary(String architecture) {
        return ROOT.resolve("cni-bin/target/aws-cni-" + architecture);
    }

    /// The result of a call that must succeed.
    static CniOutcome.Success success(CniOutcome outcome) {
        return outcome.expectSuccess("a call of the plugin");
    }

    /// What the plugin measured by its own clock: the steps of the last calls with this message in its log.
    static Map<String, List<Double>> steps(LabNode node, String message, int samples) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> timings = new ArrayList<>();
        for (String line : node.machine().readFile(PLUGIN_LOG).lines().toList()) {
            JsonNode entry = json.readTree(line);
            if (entry.path("msg").asText().equals(message) && entry.has("timing")) {
                timings.add(entry.get("timing"));
            }
        }
        Map<String, List<Double>> steps = new LinkedHashMap<>();
        for (JsonNode timing : timings.subList(Math.max(0, timings.size() - samples), timings.size())) {
            timing.properties().forEach(step -> steps
                    .computeIfAbsent(step.getKey().replace("Us", ""), name -> new ArrayList<>())
                    .add(step.getValue().asDouble()));
        }
        return steps;
    }

    static double micros(Duration duration) {
        return duration.toNanos() / 1000.0;
    }

    static double quantile(List<Double> values, double q) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
    }

    static double median(List<Double> values) {
        return quantile(values, 0.5);
    }

    /// One line for a list of times.
    static void print(String what, List<Double> values) {
        System.out.printf(
                "%-24s n=%d  min %.2f  median %.2f  p95 %.2f  p99 %.2f ms%n",
                what, values.size(), quantile(values, 0) / 1000, median(values) / 1000,
                quantile(values, 0.95) / 1000, quantile(values, 0.99) / 1000);
    }

    static void row(String what, String value) {
        System.out.printf("%-46s %12s%n", what, value);
    }

    /// One line on the machine, and how busy it is with other things.
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
}
