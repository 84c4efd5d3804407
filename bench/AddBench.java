import dev.vpccni.lab.Lab;
import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.node.CniOutcome;
import dev.vpccni.lab.node.CniRuntime;
import dev.vpccni.lab.node.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a warm ADD costs: the plugin from exec to exit, on a node of the lab with the agent in JVM mode.
///
/// One pod at a time is added and deleted, so a free address is always at hand. The namespace of the pod is made
/// outside the measured time. The steps are by the plugin's own clock, from its log; what is left of the whole is the
/// start and the end of its process and the writing of that log.
void main() throws Exception {
    int warmUps = 100;
    int samples = 200;
    System.out.println(Bench.machine());
    List<Double> adds = new ArrayList<>();
    List<Double> dels = new ArrayList<>();
    List<Double> versions = new ArrayList<>();
    Map<String, List<Double>> addSteps;
    Map<String, List<Double>> delSteps;
    try (Lab lab = Bench.startLab()) {
        LabNode node = lab.nodes().getFirst();
        CniRuntime runtime = node.runtime();
        node.startAgent(Bench.agent()).awaitReady(Duration.ofMinutes(2));
        for (int i = 0; i < warmUps + samples; i++) {
            Sandbox sandbox = runtime.createSandbox("bench", "pod-" + i);
            CniOutcome.Success added = Bench.success(runtime.add(sandbox));
            CniOutcome.Success deleted = Bench.success(runtime.del(sandbox, added.result()));
            runtime.removeSandbox(sandbox);
            if (i >= warmUps) {
                adds.add(Bench.micros(added.elapsed()));
                dels.add(Bench.micros(deleted.elapsed()));
            }
        }
        for (int i = 0; i < samples; i++) {
            versions.add(Bench.micros(runtime.version().elapsed()));
        }
        addSteps = Bench.steps(node, "added", samples);
        delSteps = Bench.steps(node, "deleted", samples);
    }
    Bench.print("VERSION, exec to exit", versions);
    Bench.print("ADD, exec to exit", adds);
    Bench.print("DEL, exec to exit", dels);
    shares("ADD", adds, addSteps);
    shares("DEL", dels, delSteps);
    System.out.printf("%nbinary: %d bytes (amd64), %d bytes (arm64)%n", size("amd64"), size("arm64"));
    System.out.printf(
            "add_p50_us=%.0f add_p95_us=%.0f add_p99_us=%.0f del_p50_us=%.0f version_p50_us=%.0f",
            Bench.median(adds), Bench.quantile(adds, 0.95), Bench.quantile(adds, 0.99), Bench.median(dels),
            Bench.median(versions));
    addSteps.forEach((step, values) -> System.out.printf(" add_%s_p50_us=%.0f", step, Bench.median(values)));
    System.out.printf(" amd64_bytes=%d arm64_bytes=%d%n", size("amd64"), size("arm64"));
}

/// Means, not medians: only they add up to the whole.
static void shares(String verb, List<Double> whole, Map<String, List<Double>> steps) {
    double all = mean(whole);
    double left = all;
    System.out.printf("%nshare of each step of %s (mean %.2f ms)%n", verb, all / 1000);
    for (Map.Entry<String, List<Double>> step : steps.entrySet()) {
        double mean = mean(step.getValue());
        left -= mean;
        System.out.printf(
                "  %-8s %6.2f ms %4.0f %%   median %.2f ms%n",
                step.getKey(), mean / 1000, 100 * mean / all, Bench.median(step.getValue()) / 1000);
    }
    System.out.printf("  %-8s %6.2f ms %4.0f %%%n", "process", left / 1000, 100 * left / all);
}

static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
}

static long size(String architecture) throws IOException {
    return Files.size(Bench.binary(architecture));
}
