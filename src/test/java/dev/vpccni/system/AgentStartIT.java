package dev.vpccni.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.ec2.Ec2Api;
import dev.vpccni.lab.node.AgentProcess;
import dev.vpccni.lab.node.CniOutcome;
import dev.vpccni.lab.node.CniRuntime;
import dev.vpccni.lab.node.Sandbox;
import dev.vpccni.lab.scenario.Fault;
import dev.vpccni.lab.scenario.FaultControl;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An agent that starts while something it needs is missing. There is no Kubernetes API at all.
///
/// While it is missing, an ADD fails with a reason and the time of the next try; when it is back, an ADD works.
class AgentStartIT {
    @RegisterExtension
    static final SystemLab LAB =
            new SystemLab("itstart", "topology: {instanceType: t3.small, nodes: 4}");

    private static final int IMPATIENT_MS = 8_000;
    private static final int PATIENT_MS = 60_000;
    private static final int TRY_AGAIN_LATER = 11;
    private static final int NOT_AVAILABLE = 50;

    private static final Fault.Effect DROP = new Fault.Effect.Drop(false);
    private static final Fault.Effect THROTTLE =
            new Fault.Effect.Refuse("RequestLimitExceeded", 503, "Request limit exceeded.", false);

    @AfterEach
    void allIsWell() {
        faults().removeAll();
        faults().deny("CreateNetworkInterface", false);
        LAB.lab().nodes().forEach(node -> node.agent().ifPresent(AgentProcess::kill));
    }

    @Test
    void waitsForTheMetadataService() throws Exception {
        LabNode node = LAB.node("n1");
        faults().add(fault(node, "imds:*", DROP));
        node.startAgent(SystemLab.agent());
        awaitApi(node);

        CniOutcome refused = add(node, "early", IMPATIENT_MS);
        CompletableFuture<CniOutcome> parked =
                CompletableFuture.supplyAsync(() -> add(node, "parked", PATIENT_MS));
        faults().removeAll();

        assertRefused(refused, NOT_AVAILABLE, "NotReady", "instance metadata service");
        assertThat(parked.get(PATIENT_MS, TimeUnit.MILLISECONDS))
                .isInstanceOf(CniOutcome.Success.class);
    }

    @Test
    void servesWhatItHasWhenEc2IsDown() {
        LabNode node = LAB.node("n2");
        Ec2Api.actionNames().forEach(action -> faults().add(fault(node, action, DROP)));
        SystemLab.startAgent(node, SystemLab.agent());

        CniOutcome refused = add(node, "early", IMPATIENT_MS);
        faults().removeAll();
        CniOutcome added = add(node, "late", PATIENT_MS);

        // the assign whose answer was lost waits for its ENI to be read; a new ENI is tried
        assertRefused(refused, TRY_AGAIN_LATER, "Ec2Unavailable", "CreateNetworkInterface");
        assertThat(added).isInstanceOf(CniOutcome.Success.class);
    }

    @Test
    void saysThatEc2Throttles() {
        LabNode node = LAB.node("n3");
        faults().add(fault(node, "AssignPrivateIpAddresses", THROTTLE));
        faults().add(fault(node, "CreateNetworkInterface", THROTTLE));
        SystemLab.startAgent(node, SystemLab.agent());

        CniOutcome refused = add(node, "early", IMPATIENT_MS);
        faults().removeAll();
        CniOutcome added = add(node, "late", PATIENT_MS);

        assertRefused(refused, TRY_AGAIN_LATER, "Throttled", "RequestLimitExceeded");
        assertThat(added).isInstanceOf(CniOutcome.Success.class);
    }

    @Test
    void namesThePermissionThatIsMissing() {
        LabNode node = LAB.node("n4");
        faults().deny("CreateNetworkInterface", true);
        SystemLab.startAgent(node, SystemLab.agent());
        for (int i = 0; i < 3; i++) {
            // What fits on the primary ENI of a t3.small.
            assertThat(add(node, "fits" + i, PATIENT_MS)).isInstanceOf(CniOutcome.Success.class);
        }

        CniOutcome refused = add(node, "early", IMPATIENT_MS);
        faults().deny("CreateNetworkInterface", false);
        CniOutcome added = add(node, "late", PATIENT_MS);

        assertRefused(refused, TRY_AGAIN_LATER, "Unauthorized", "CreateNetworkInterface");
        assertThat(added).isInstanceOf(CniOutcome.Success.class);
    }

    private static FaultControl faults() {
        return LAB.lab().aws().control();
    }

    private static Fault fault(LabNode node, String target, Fault.Effect effect) {
        return new Fault(target, node.name(), 1, 0, Duration.ZERO, effect);
    }

    private static CniOutcome add(LabNode node, String name, int timeoutMs) {
        CniRuntime runtime = node.runtime();
        Sandbox sandbox = runtime.createSandbox("default", name);
        ObjectNode configuration = runtime.configuration(null).put("timeoutMs", "" + timeoutMs);
        return runtime.invoke(runtime.environment("ADD", sandbox), configuration.toString());
    }

    private static void assertRefused(
            CniOutcome outcome, int code, String reason, String sentence) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        CniOutcome.Failure.class,
                        failure -> {
                            assertThat(failure.message()).contains(sentence);
                            assertThat(failure.code()).isEqualTo(code);
                            assertThat(failure.details())
                                    .contains("reason=" + reason)
                                    .containsPattern("retryAfterMs=[1-9]");
                        });
    }

    /// Waits until the agent answers on its API, ready or not.
    private static void awaitApi(LabNode node) {
        await().atMost(SystemLab.AGENT_START)
                .ignoreException(UncheckedIOException.class)
                .until(() ->
                        node.machine()
                                .get(AgentProcess.API_PORT, "/v1/explain")
                                .body()
                                .contains("starting"));
    }
}
