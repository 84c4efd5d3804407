package dev.vpccni.lab.cli;

import dev.vpccni.lab.Lab;
import dev.vpccni.lab.LabOptions;
import dev.vpccni.lab.fabric.MachineNetwork;
import dev.vpccni.lab.node.AgentProcess;
import dev.vpccni.lab.node.Leftovers;
import dev.vpccni.lab.scenario.Scenario;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The demonstration: the packaged agent and the real plugin on two nodes, packets between their pods, and the proof
/// that nothing stays behind.
///
/// Every claim is a check with its own line; the exit status is 0 only if all held. When one did not, the logs stay.
final class Demo {
    /// Three interfaces with four addresses each, one of them primary: the fourth pod of a node needs a second one.
    private static final String SCENARIO = "topology: {instanceType: t3.small, nodes: 2}";

    /// Node of each pod in the order in which they are added: four on n1, two on n2.
    private static final List<String> NODES = List.of("n1", "n2", "n1", "n2", "n1", "n1");

    /// What shells report for a command that Ctrl-C ended.
    private static final int INTERRUPTED = 130;

    private final LabOptions options;
    private final Checkout checkout;
    private final Console console;
    private final Checks checks;
    private volatile boolean interrupted;

    Demo(String prefix, Checkout checkout, Console console) {
        this.options =
                LabOptions.named(prefix)
                        .withScenario(Scenario.parse("demo", SCENARIO))
                        .showing(checkout.root());
        this.checkout = checkout;
        this.console = console;
        this.checks = new Checks(console);
    }

    /// Returns the exit status. Errors: UsageException when something is not built.
    int run() {
        long start = System.nanoTime();
        checkout.agent();
        checkout.plugin();
        MachineNetwork before = MachineNetwork.read();
        Thread onInterrupt = Thread.ofPlatform().unstarted(this::cleanUpAfterInterrupt);
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        console.line(console.bold("two nodes in two zones, simulated EC2, real pods and packets"));
        attempt(() -> {
            Lab lab = console.step("build the VPC and boot two nodes", () -> Lab.start(options));
            attempt(() -> play(lab));
            console.step("take the lab down", () -> takeDown(lab));
        });
        if (interrupted) {
            return INTERRUPTED;
        }
        Runtime.getRuntime().removeShutdownHook(onInterrupt);
        nothingLeftOnTheMachine(before);
        return conclude(Duration.ofNanos(System.nanoTime() - start));
    }

    /// Ctrl-C: what the interrupted steps were doing is removed under their feet, so they should say no more.
    private void cleanUpAfterInterrupt() {
        interrupted = true;
        console.silence();
        Lab.removeLeftovers(options);
        // A step may have made one more thing while the others went.
        Lab.removeLeftovers(options);
    }

    private void attempt(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            checks.none("every step succeeded", List.of(String.valueOf(e.getMessage())));
        }
    }

    private void play(Lab lab) {
        Fleet fleet = new Fleet(lab);
        fleet.installPlugin(checkout.plugin());
        console.step("start the agent on each node", () -> startAgents(fleet));
        List<Fleet.Placed> pods = console.step("add six pods", () -> addPods(fleet));
        show(pods);
        PacketChecks packets = new PacketChecks(lab, pods, checks);
        packets.places();
        packets.pairs();
        packets.internet();
        packets.spoofs();
        showCalls(lab);
        console.step("delete the pods", () -> deletePods(pods));
        packets.nothingLeftOnNodes();
        List<String> stopped = new ArrayList<>();
        console.step("stop the agents", () -> stopAgents(lab, stopped));
        checks.none("the agents end when they are told to", stopped);
    }

    private Fleet startAgents(Fleet fleet) {
        fleet.startAgents(checkout.agent());
        return fleet;
    }

    private static List<Fleet.Placed> addPods(Fleet fleet) {
        List<Fleet.Placed> pods = new ArrayList<>();
        for (String node : NODES) {
            pods.add(fleet.add(fleet.lab().node(node), "web-" + (pods.size() + 1)));
        }
        return pods;
    }

    private static int deletePods(List<Fleet.Placed> pods) {
        pods.forEach(placed -> placed.node().pods().delete(placed.pod().name()));
        return pods.size();
    }

    /// SIGTERM; a JVM that runs its shutdown to the end exits with 0 or 143.
    private static Lab stopAgents(Lab lab, List<String> failed) {
        lab.onAllNodes(node -> {
            int status = node.agent().map(AgentProcess::stop).orElse(0);
            if (status != 0 && status != 143) {
                synchronized (failed) {
                    failed.add(node.name() + ": exit status " + status);
                }
            }
        });
        return lab;
    }

    private Lab takeDown(Lab lab) {
        if (checks.failed().isEmpty()) {
            lab.close();
        } else {
            lab.closeKeepingLogs();
        }
        return lab;
    }

    private void nothingLeftOnTheMachine(MachineNetwork before) {
        Leftovers left = Leftovers.find(options.prefix());
        List<Object> found = new ArrayList<>(left.namespaces());
        left.processes().forEach(process -> found.add("process " + process));
        if (checks.failed().isEmpty() && Files.exists(options.directory())) {
            found.add(options.directory());
        }
        checks.none("no namespace, process or file of the lab is left on the machine", found);
        checks.none(
                "the machine's own network is as it was",
                MachineNetwork.read().changesSince(before));
    }

    private int conclude(Duration took) {
        List<String> failed = checks.failed();
        if (failed.isEmpty()) {
            console.line(console.green("everything held") + " (" + Console.seconds(took) + ")");
            return 0;
        }
        console.line(console.red("did not hold: ") + String.join("; ", failed));
        console.line("the logs are in " + options.directory());
        return 1;
    }

    private void show(List<Fleet.Placed> pods) {
        TextTable table = new TextTable("POD", "NODE", "ENI", "DEVICE", "ADDRESS", "ADD MS");
        for (Fleet.Placed placed : pods) {
            table.row(
                    placed.pod().name(),
                    placed.node().name(),
                    placed.eni().map(eni -> eni.id()).orElse("nobody's"),
                    "eth" + placed.device(),
                    placed.pod().address().toString(),
                    Console.millis(placed.pod().addTime()));
        }
        table.lines().forEach(console::line);
    }

    private void showCalls(Lab lab) {
        TextTable table = new TextTable("EC2 CALL", "TIMES");
        lab.account()
                .journal()
                .counts()
                .forEach(count -> table.row(count.action(), Long.toString(count.calls())));
        table.lines().forEach(console::line);
    }
}
