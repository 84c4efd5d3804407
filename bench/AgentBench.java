import dev.vpccni.lab.Lab;
import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.LabOptions;
import dev.vpccni.lab.node.AgentOptions;
import dev.vpccni.lab.node.AgentProcess;
import dev.vpccni.lab.node.CniOutcome;
import dev.vpccni.lab.node.CniRuntime;
import dev.vpccni.lab.node.Sandbox;
import dev.vpccni.lab.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What the agent costs: from process start to ready, memory then and after 200 ADDs, EC2 calls; and the same for a
/// restart on a node that has pods.
void main() throws Exception {
    int adds = 200;
    Path root = Path.of(System.getenv("BENCH_ROOT"));
    System.out.println(machine());
    Duration cold;
    Duration restart;
    long readyKiB;
    long warmKiB;
    int startCalls;
    int restartCalls;
    try (Lab lab = Lab.start(LabOptions.named("bench").withScenario(Scenario.load("calm").withNodes(1)).showing(root))) {
        LabNode node = lab.nodes().getFirst();
        CniRuntime runtime = node.installPlugin(root.resolve("cni-bin/target/aws-cni-amd64"));
        AgentOptions options =
                AgentOptions.packaged(root).with("IP_COOLDOWN_PERIOD", "0").with("AWS_VPC_K8S_CNI_LOGLEVEL", "INFO");
        AgentProcess agent = node.startAgent(options);
        cold = agent.awaitReady(Duration.ofMinutes(2));
        readyKiB = agent.residentKiB();
        Thread.sleep(3000);
        startCalls = lab.account().journal().calls().size();
        for (int i = 0; i < adds; i++) {
            Sandbox sandbox = runtime.createSandbox("bench", "pod-" + i);
            CniOutcome added = runtime.add(sandbox);
            if (!(added instanceof CniOutcome.Success success)) {
                throw new IllegalStateException("the plugin failed: " + added);
            }
            if (i < adds - 5) {
                runtime.del(sandbox, success.result());
                runtime.removeSandbox(sandbox);
            }
        }
        warmKiB = agent.residentKiB();
        agent.stop();
        int before = lab.account().journal().calls().size();
        AgentProcess second = node.startAgent(options);
        restart = second.awaitReady(Duration.ofMinutes(2));
        Thread.sleep(3000);
        restartCalls = lab.account().journal().calls().size() - before;
    }
    row("process start to ready, fresh node", cold.toMillis() + " ms");
    row("process start to ready, restart with 5 pods", restart.toMillis() + " ms");
    row("resident memory when ready", readyKiB / 1024 + " MiB");
    row("resident memory after 200 ADDs", warmKiB / 1024 + " MiB");
    row("EC2 calls of a fresh node's start", Integer.toString(startCalls));
    row("EC2 calls of a restart", Integer.toString(restartCalls));
    System.out.printf(
            "ready_ms=%d restart_ms=%d rss_ready_mib=%d rss_200_mib=%d start_calls=%d restart_calls=%d%n",
            cold.toMillis(), restart.toMillis(), readyKiB / 1024, warmKiB / 1024, startCalls, restartCalls);
}

static void row(String what, String value) {
    System.out.printf("%-46s %12s%n", what, value);
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
