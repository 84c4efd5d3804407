package dev.vpccni.lab.cli;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.lab.Lab;
import dev.vpccni.lab.fabric.LinuxFabric;
import dev.vpccni.lab.node.AgentProcess;
import dev.vpccni.lab.node.HttpAnswer;
import dev.vpccni.lab.node.Node;
import dev.vpccni.lab.node.PodTraces;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the demonstration claims about its pods, each decided by packets or by the kernel's tables.
final class PacketChecks {
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Pattern ASSIGNED = Pattern.compile("\"AssignedIPs\"\\s*:\\s*(\\d+)");

    private final Lab lab;
    private final List<Fleet.Placed> pods;
    private final Checks checks;

    PacketChecks(Lab lab, List<Fleet.Placed> pods, Checks checks) {
        this.lab = lab;
        this.pods = List.copyOf(pods);
        this.checks = checks;
    }

    /// Where the addresses come from.
    void places() {
        List<String> foreign =
                pods.stream()
                        .filter(pod ->
                                pod.eni().isEmpty()
                                        || !pod.eni().get().isOn(pod.node().instance().id())
                                        || pod.eni()
                                                .get()
                                                .addresses()
                                                .primary()
                                                .equals(pod.pod().address()))
                        .map(pod -> pod.pod().name())
                        .toList();
        checks.none("each pod has a secondary address of its own node's interfaces", foreign);
        long addresses = pods.stream().map(pod -> pod.pod().address()).distinct().count();
        checks.check("no address was given twice", addresses == pods.size(), "");
        List<String> secondary =
                pods.stream()
                        .filter(pod -> pod.device() > 0)
                        .map(pod -> pod.pod().name() + " on eth" + pod.device())
                        .toList();
        checks.check(
                "some pods sit on secondary interfaces",
                !secondary.isEmpty(),
                String.join(", ", secondary));
    }

    /// Every pod to every other, in both directions.
    void pairs() {
        List<String> lost = new ArrayList<>();
        int tried = 0;
        for (Fleet.Placed from : pods) {
            for (Fleet.Placed to : pods) {
                if (!from.equals(to)) {
                    tried++;
                    if (!from.node().pods().ping(from.pod(), to.pod().address())) {
                        lost.add(from.pod().name() + " to " + to.pod().name());
                    }
                }
            }
        }
        checks.none(
                "every pod reaches every other, both ways: "
                        + (tried - lost.size())
                        + " of "
                        + tried
                        + " pings",
                lost);
    }

    /// Every pod to the internet, and who the internet believes it is.
    void internet() {
        List<String> lost =
                pods.stream()
                        .filter(pod ->
                                !pod.node().pods().ping(pod.pod(), LinuxFabric.INTERNET_HOST))
                        .map(pod -> pod.pod().name())
                        .toList();
        checks.none("every pod gets an answer from the internet", lost);
        List<String> wrong = new ArrayList<>();
        for (Fleet.Placed placed : pods) {
            IpAddress expected = lab.publicAddress(placed.node());
            String seen = seenByInternet(placed).orElse("nobody, no connection came about");
            if (!seen.equals(expected.toString())) {
                String name = placed.pod().name();
                wrong.add(name + " was seen as " + seen + " instead of " + expected);
            }
        }
        checks.none("the internet sees each pod as its node's public address", wrong);
    }

    private Optional<String> seenByInternet(Fleet.Placed placed) {
        String netns = placed.pod().sandbox().netns();
        return placed.node().machine().call(netns, () -> lab.internet().ask(ANSWER));
    }

    /// Nobody sent with a source that is not its own.
    void spoofs() {
        checks.none("no packet left an interface with a foreign source", lab.spoofed());
    }

    /// After all pods were deleted.
    void nothingLeftOnNodes() {
        List<IpAddress> addresses = pods.stream().map(pod -> pod.pod().address()).toList();
        List<String> traces = new ArrayList<>();
        lab.nodes().forEach(node -> traces.addAll(PodTraces.find(node.machine(), addresses)));
        checks.none("no link, rule, route or file of a pod is left on a node", traces);
        List<String> assigned = new ArrayList<>();
        lab.nodes()
                .forEach(node -> {
                    String held = assignedAddresses(node.machine());
                    if (!held.equals("0")) {
                        assigned.add(node.name() + ": " + held);
                    }
                });
        checks.none("no agent counts an address as assigned", assigned);
    }

    /// The sum over the cards, as the agent's introspection has it, or why it is not known.
    private static String assignedAddresses(Node node) {
        try {
            HttpAnswer answer = node.get(AgentProcess.API_PORT, "/v1/enis");
            Matcher counts = ASSIGNED.matcher(answer.body());
            if (answer.status() != 200 || !counts.find()) {
                return "/v1/enis answers " + answer.status() + " " + answer.body();
            }
            long sum = 0;
            do {
                sum += Long.parseLong(counts.group(1));
            } while (counts.find());
            return Long.toString(sum);
        } catch (UncheckedIOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
