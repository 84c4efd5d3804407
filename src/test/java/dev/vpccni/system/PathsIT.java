package dev.vpccni.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.fabric.Spoof;
import dev.vpccni.lab.node.CniOutcome;
import dev.vpccni.lab.node.Command;
import dev.vpccni.lab.node.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Packets between pods, nodes and the internet, and what they do when a part of the node's network is missing.
///
/// Two nodes in two subnets; each has pods on its primary and on a secondary ENI.
class PathsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int ECHOES = 20;

    @RegisterExtension
    static final SystemLab LAB =
            new SystemLab("itpaths", "topology: {instanceType: t3.small, nodes: 2}");

    private static final List<Peer> PEERS = new ArrayList<>();
    private static LabNode n1;

    /// Packets with a foreign source before the test, by sender and source.
    private Map<String, Long> spoofedBefore = Map.of();

    /// A pod and where it is. Shape: `device` is the index of the ENI that has its address.
    private record Peer(LabNode node, Pod pod, int device) {
        boolean reaches(IpAddress target) {
            return node.pods().ping(pod, target);
        }

        Optional<String> seenFromTheInternet() {
            return node.machine()
                    .call(pod.sandbox().netns(), () -> LAB.lab().internet().ask(PATIENCE));
        }

        @Override
        public String toString() {
            return node.name() + "/eth" + device + "/" + pod.name() + "/" + pod.address();
        }
    }

    @BeforeAll
    static void startAgentsAndPods() {
        n1 = LAB.node("n1");
        LAB.lab().nodes().forEach(node -> node.startAgent(SystemLab.agent()));
        for (LabNode node : LAB.lab().nodes()) {
            node.agent().orElseThrow().awaitReady(SystemLab.AGENT_START);
            // A t3.small has three addresses for pods on each ENI, and the fullest ENI is used
            // first.
            for (int i = 0; i < 5; i++) {
                Pod pod = node.pods().add("p" + i);
                Integer device = Audit.device(LAB.lab(), node, pod.address());
                assertThat(device).as("device of %s", pod.address()).isNotNull();
                PEERS.add(new Peer(node, pod, device));
            }
            assertThat(on(node, true)).hasSizeGreaterThanOrEqualTo(2);
            assertThat(on(node, false)).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @BeforeEach
    void rememberSpoofs() {
        spoofedBefore = spoofed();
    }

    @AfterEach
    void everythingIsAsItWas() {
        for (Peer peer : PEERS) {
            assertThat(peer.seenFromTheInternet()).as("%s", peer).contains(publicAddress(peer));
        }
    }

    @Test
    void everyPodReachesEveryOther() {
        List<String> lost = new ArrayList<>();
        for (Peer from : PEERS) {
            for (Peer to : PEERS) {
                if (!from.equals(to) && !from.reaches(to.pod().address())) {
                    lost.add(from + " -> " + to);
                }
            }
        }

        assertThat(lost).isEmpty();
        assertThat(spoofed()).isEqualTo(spoofedBefore);
    }

    @Test
    void aJumboPacketGoesAcrossWithoutFragments() {
        Peer from = secondary(n1);
        Peer to = secondary(LAB.node("n2"));
        Command ping =
                Command.of("ping", "-nqc1", "-W2", "-Mdo", "-s8973", to.pod().address().toString());

        assertThat(from.node().pods().exec(from.pod(), ping).expectSuccess(ping))
                .contains(" 0% packet loss");
    }

    @Test
    void podsAndNodesReachEachOther() {
        List<String> lost = new ArrayList<>();
        for (Peer peer : PEERS) {
            for (LabNode node : LAB.lab().nodes()) {
                if (!peer.reaches(node.instance().privateIp())) {
                    lost.add(peer + " -> " + node.name());
                }
                if (!reaches(node, peer.pod().address())) {
                    lost.add(node.name() + " -> " + peer);
                }
            }
        }

        assertThat(lost).isEmpty();
        assertThat(spoofed()).isEqualTo(spoofedBefore);
    }

    @Test
    void theInternetSeesPodsWithTheirNodesPublicAddress() {
        Map<String, Optional<String>> seen = new TreeMap<>();
        Map<String, Optional<String>> wanted = new TreeMap<>();
        for (Peer peer : PEERS) {
            seen.put(peer.toString(), peer.seenFromTheInternet());
            wanted.put(peer.toString(), Optional.of(publicAddress(peer)));
        }

        assertThat(seen).isEqualTo(wanted);
        assertThat(spoofed()).isEqualTo(spoofedBefore);
    }

    @Test
    void withoutTranslationNoPodReachesTheInternetUntilTheAgentHasMendedIt() {
        run(n1, "nft", "delete", "table", "ip", "vpc-cni");

        assertThat(primary(n1).seenFromTheInternet()).isEmpty();
        assertThat(secondary(n1).seenFromTheInternet()).isEmpty();
        restartAgent();

        assertThat(primary(n1).seenFromTheInternet()).contains(publicAddress(primary(n1)));
        assertThat(secondary(n1).seenFromTheInternet()).contains(publicAddress(secondary(n1)));
    }

    @Test
    void withoutItsEnisRouteAPodSendsFromTheWrongEniUntilTheAgentHasMendedIt() {
        Peer from = secondary(n1);
        Peer to = primary(LAB.node("n2"));
        run(n1, "ip", "route", "flush", "table", Integer.toString(from.device() + 1));

        assertThat(from.reaches(to.pod().address())).isFalse();
        assertThat(spoofedNow()).containsKey(from.pod().address().toString());
        restartAgent();

        assertThat(from.reaches(to.pod().address())).isTrue();
    }

    @Test
    void withoutItsRuleAPodSendsFromTheWrongEniAndCheckSaysSo() {
        Peer from = secondary(n1);
        Peer to = primary(LAB.node("n2"));
        String[] rule = {
            "from", from.pod().address() + "/32", "table", "" + (from.device() + 1), "prio", "1536"
        };
        run(n1, ipRule("del", rule));

        boolean reached = from.reaches(to.pod().address());
        CniOutcome check = n1.runtime().check(from.pod().sandbox(), from.pod().result());
        run(n1, ipRule("add", rule));

        assertThat(reached).isFalse();
        assertThat(spoofedNow()).containsKey(from.pod().address().toString());
        assertThat(check)
                .isInstanceOfSatisfying(
                        CniOutcome.Failure.class,
                        failure ->
                                assertThat(failure.message())
                                        .contains("rules from " + from.pod().address()));
        assertThat(from.reaches(to.pod().address())).isTrue();
    }

    @Test
    void withoutTheRuleForMarksTranslatedPacketsLeaveByTheWrongEniUntilTheAgentHasMendedIt() {
        Peer from = secondary(n1);
        run(n1, "ip", "rule", "del", "prio", "1024");

        assertThat(from.seenFromTheInternet()).isEmpty();
        assertThat(spoofedNow()).containsKey(n1.instance().privateIp().toString());
        restartAgent();

        assertThat(from.seenFromTheInternet()).contains(publicAddress(from));
    }

    @Test
    void withoutTheRuleForLocalPodsNeighboursDoNotMeetUntilTheAgentHasMendedIt() {
        Peer from = secondary(n1);
        IpAddress neighbour = primary(n1).pod().address();
        run(n1, "ip", "rule", "del", "prio", "512");

        assertThat(from.reaches(neighbour)).isFalse();
        restartAgent();

        assertThat(from.reaches(neighbour)).isTrue();
        assertThat(sentByEniOf(from, neighbour)).isLessThan(ECHOES);
    }

    /// Packets that leave the node through a pod's ENI while the pod sends [#ECHOES] echo requests.
    private static long sentByEniOf(Peer from, IpAddress target) {
        Command read =
                Command.of("cat", "/sys/class/net/eth" + from.device() + "/statistics/tx_packets");
        long before = Long.parseLong(n1.machine().exec(read).expectSuccess(read).strip());
        Command ping = Command.of("ping", "-nq", "-c" + ECHOES, "-i0.01", target.toString());
        n1.pods().exec(from.pod(), ping).expectSuccess(ping);
        return Long.parseLong(n1.machine().exec(read).expectSuccess(read).strip()) - before;
    }

    private static void restartAgent() {
        n1.agent().orElseThrow().kill();
        SystemLab.startAgent(n1, SystemLab.agent());
    }

    private static Peer primary(LabNode node) {
        return on(node, true).getFirst();
    }

    private static Peer secondary(LabNode node) {
        return on(node, false).getFirst();
    }

    private static List<Peer> on(LabNode node, boolean primary) {
        return PEERS.stream()
                .filter(peer -> peer.node().equals(node) && (peer.device() == 0) == primary)
                .toList();
    }

    private static String publicAddress(Peer peer) {
        return LAB.lab().publicAddress(peer.node()).toString();
    }

    private static boolean reaches(LabNode node, IpAddress target) {
        return node.machine()
                .exec(Command.of("ping", "-nqc1", "-W1", target.toString()))
                .succeeded();
    }

    /// Foreign sources that were sent since the test began.
    private Map<String, Long> spoofedNow() {
        Map<String, Long> sources = new TreeMap<>();
        for (Spoof spoof : LAB.lab().spoofed()) {
            long before = spoofedBefore.getOrDefault(key(spoof), 0L);
            if (spoof.packets() > before) {
                sources.merge(spoof.source(), spoof.packets() - before, Long::sum);
            }
        }
        return sources;
    }

    private static Map<String, Long> spoofed() {
        Map<String, Long> packets = new TreeMap<>();
        LAB.lab().spoofed().forEach(spoof -> packets.put(key(spoof), spoof.packets()));
        return packets;
    }

    private static String key(Spoof spoof) {
        return spoof.source() + " from " + spoof.eniId();
    }

    private static String[] ipRule(String verb, String[] rule) {
        List<String> argv = new ArrayList<>(List.of("ip", "rule", verb));
        argv.addAll(List.of(rule));
        return argv.toArray(String[]::new);
    }

    private static void run(LabNode node, String... argv) {
        Command command = Command.of(argv);
        node.machine().exec(command).expectSuccess(command);
    }
}
