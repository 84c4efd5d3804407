package dev.vpccni.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.account.NetworkInterface;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two hundred pods come and go, eight at a time, on a node that has room for 27.
class ChurnIT {
    private static final int STEPS_BETWEEN_AUDITS = 50;

    @RegisterExtension
    static final SystemLab LAB =
            new SystemLab("itchurn", "topology: {instanceType: m5.large, nodes: 1}");

    private static LabNode n1;

    @BeforeAll
    static void startAgent() {
        n1 = LAB.node("n1");
        SystemLab.startAgent(n1, SystemLab.agent().with("IP_COOLDOWN_PERIOD", "1"));
    }

    @Test
    void noAddressIsTwiceOrForeignAndNothingIsLeft() throws Exception {
        Churn churn = new Churn(LAB.lab(), n1, 20261, false);

        churn.run(() -> {
            for (int step = STEPS_BETWEEN_AUDITS;
                    step < Churn.totalSteps();
                    step += STEPS_BETWEEN_AUDITS) {
                churn.awaitStep(step);
                churn.quietly(() -> {
                    assertThat(Audit.settled(LAB.lab(), n1, churn.pods())).isEmpty();
                    return null;
                });
            }
            return null;
        });

        assertThat(churn.steps()).isEqualTo(Churn.totalSteps());
        assertThat(Audit.settled(LAB.lab(), n1, List.of())).isEmpty();
        assertThat(AgentView.of(n1).assigned()).isEmpty();
        assertThat(AgentView.of(n1).total()).isEqualTo(secondaryAddresses());
    }

    private static long secondaryAddresses() {
        return LAB.lab().account().snapshot().enisOf(n1.instance().id()).stream()
                .map(NetworkInterface::addresses)
                .mapToLong(addresses -> addresses.secondary().size())
                .sum();
    }
}
