import dev.vpccni.lab.Lab;
import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.account.CallCount;
import dev.vpccni.lab.node.AgentProcess;
import dev.vpccni.lab.node.CniOutcome;
import dev.vpccni.lab.node.CniRuntime;
import dev.vpccni.lab.node.Sandbox;
import java.util.List;
import java.util.stream.Collectors;

/// What the agent costs: from process start to ready, memory then and after 200 ADDs, the time of a journal write, EC2
/// calls; and the start again on a node that has pods.
void main() throws Exception {
    int adds = 200;
    int kept = 5;
    System.out.println(Bench.machine());
    Duration cold;
    Duration restart;
    long readyKiB;
    long warmKiB;
    double journalMicros;
    List<CallCount> startCalls;
    List<CallCount> restartCalls;
    try (Lab lab = Bench.startLab()) {
        LabNode node = lab.nodes().getFirst();
        AgentProcess agent = node.startAgent(Bench.agent());
        cold = agent.awaitReady(Duration.ofMinutes(2));
        readyKiB = agent.residentKiB();
        startCalls = callsOnceSettled(lab);
        for (int i = 0; i < adds; i++) {
            add(node.runtime(), "pod-" + i, i >= adds - kept);
        }
        warmKiB = agent.residentKiB();
        journalMicros = 1e6 * metric(node, "vpccni_journal_write_seconds_sum")
                / metric(node, "vpccni_journal_write_seconds_count");
        agent.stop();
        lab.account().journal().clear();
        restart = node.startAgent(Bench.agent()).awaitReady(Duration.ofMinutes(2));
        restartCalls = callsOnceSettled(lab);
    }
    Bench.row("process start to ready, fresh node", cold.toMillis() + " ms");
    Bench.row("process start to ready, restart with " + kept + " pods", restart.toMillis() + " ms");
    Bench.row("resident memory when ready", readyKiB / 1024 + " MiB");
    Bench.row("resident memory after " + adds + " ADDs", warmKiB / 1024 + " MiB");
    Bench.row("one write of the journal, mean", "%.0f us".formatted(journalMicros));
    Bench.row("EC2 calls of a fresh node's start", Long.toString(total(startCalls)));
    System.out.println("  " + text(startCalls));
    Bench.row("EC2 calls of a restart", Long.toString(total(restartCalls)));
    System.out.println("  " + text(restartCalls));
    System.out.printf(
            "ready_ms=%d restart_ms=%d rss_ready_mib=%d rss_200_mib=%d journal_write_us=%.0f start_calls=%d"
                    + " restart_calls=%d%n",
            cold.toMillis(), restart.toMillis(), readyKiB / 1024, warmKiB / 1024, journalMicros, total(startCalls),
            total(restartCalls));
}

static void add(CniRuntime runtime, String name, boolean keep) {
    Sandbox sandbox = runtime.createSandbox("bench", name);
    CniOutcome.Success added = Bench.success(runtime.add(sandbox));
    if (!keep) {
        Bench.success(runtime.del(sandbox, added.result()));
        runtime.removeSandbox(sandbox);
    }
}

/// The calls up to now, once none has come for two seconds: the warm pool fills after the agent is ready.
static List<CallCount> callsOnceSettled(Lab lab) throws InterruptedException {
    int seen = -1;
    while (lab.account().journal().calls().size() != seen) {
        seen = lab.account().journal().calls().size();
        Thread.sleep(2000);
    }
    return lab.account().journal().counts();
}

static long total(List<CallCount> calls) {
    return calls.stream().mapToLong(CallCount::calls).sum();
}

static String text(List<CallCount> calls) {
    return calls.stream().map(call -> call.calls() + " " + call.action()).collect(Collectors.joining(", "));
}

/// The value of a metric without labels.
static double metric(LabNode node, String name) {
    return node.machine().get(AgentProcess.HEALTH_PORT, "/metrics").body().lines()
            .filter(line -> line.startsWith(name + " "))
            .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the agent has no metric " + name));
}
