package dev.vpccni.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.node.AgentOptions;
import dev.vpccni.lab.node.CniOutcome;
import dev.vpccni.lab.node.Command;
import dev.vpccni.lab.node.Pod;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The agent is killed (SIGKILL) again and again while pods come and go.
class KillIT {
    private static final long SEED = 20262;
    private static final int KILLS = 6;

    /// CNI's "try again later".
    private static final int TRY_AGAIN_LATER = 11;

    @RegisterExtension
    static final SystemLab LAB =
            new SystemLab("itkill", "topology: {instanceType: m5.large, nodes: 1}");

    private static final AgentOptions AGENT = SystemLab.agent().with("IP_COOLDOWN_PERIOD", "1");
    private static LabNode n1;

    @BeforeAll
    static void startAgent() {
        n1 = LAB.node("n1");
        SystemLab.startAgent(n1, AGENT);
    }

    @Test
    void podsKeepTheirAddressesAndNoneIsGivenTwice() throws Exception {
        Churn churn = new Churn(LAB.lab(), n1, SEED, true);
        SplittableRandom random = new SplittableRandom(SEED);

        churn.run(() -> {
            int span = Churn.totalSteps() / KILLS;
            for (int kill = 0; kill < KILLS; kill++) {
                churn.awaitStep(kill * span + random.nextInt(1, span));
                if (kill % 2 == 0) {
                    killBetweenCalls(churn);
                } else {
                    killDuringCalls(churn);
                }
            }
            return null;
        });

        assertThat(churn.steps()).isEqualTo(Churn.totalSteps());
        assertThat(churn.refusals()).allSatisfy(KillIT::saysThatTheAgentWasAway);
        assertThat(Audit.settled(LAB.lab(), n1, List.of())).isEmpty();
    }

    @Test
    void aPodThatIsDeletedWithoutAnAgentGivesItsAddressBackAtTheNextStart() throws Exception {
        Pod pod = n1.pods().add("orphan");
        n1.agent().orElseThrow().kill();

        n1.pods().delete("orphan");
        var journalled = JournalView.of(n1);
        var wired = KernelView.of(n1).routes();
        SystemLab.startAgent(n1, AGENT);

        assertThat(journalled).containsKey(pod.address());
        assertThat(wired).doesNotContainKey(pod.address());
        assertThat(Audit.settled(LAB.lab(), n1, List.of())).isEmpty();
    }

    private static void killBetweenCalls(Churn churn) throws Exception {
        churn.quietly(() -> {
            n1.agent().orElseThrow().kill();
            SystemLab.startAgent(n1, AGENT);
            everyPodIsAsItWas(churn);
            return null;
        });
    }

    private static void killDuringCalls(Churn churn) throws Exception {
        n1.agent().orElseThrow().kill();
        SystemLab.startAgent(n1, AGENT);
        churn.quietly(() -> {
            everyPodIsAsItWas(churn);
            return null;
        });
    }

    private static void everyPodIsAsItWas(Churn churn) throws InterruptedException {
        assertThat(Audit.settled(LAB.lab(), n1, churn.pods())).isEmpty();
        for (Pod pod : churn.pods()) {
            n1.runtime().check(pod.sandbox(), pod.result()).expectSuccess("CHECK of " + pod.name());
            Command ping = Command.of("ping", "-nqc1", "-W2", pod.address().toString());
            n1.machine().exec(ping).expectSuccess(ping);
        }
    }

    private static void saysThatTheAgentWasAway(CniOutcome.Failure refusal) {
        assertThat(refusal.code()).isEqualTo(TRY_AGAIN_LATER);
        assertThat(refusal.message()).contains("agent");
    }
}
