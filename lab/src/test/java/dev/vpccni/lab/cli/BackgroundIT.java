package dev.vpccni.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.lab.fabric.MachineNetwork;
import dev.vpccni.lab.node.Leftovers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A lab in a process of its own, ended politely and not.
class BackgroundIT {
    private static final String NAME = "labback";
    private static final List<String> ARGUMENTS =
            List.of("--name", NAME, "--nodes", "1", "--no-agent");

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final Console console =
            new Console(new PrintStream(shown, true, StandardCharsets.UTF_8), false);
    private final Background background = new Background(NAME);
    private final RunDirectory directory = RunDirectory.of(NAME);
    private final MachineNetwork before = MachineNetwork.read();

    @BeforeEach
    @AfterEach
    void nothingIsLeft() {
        background.down(console);

        assertThat(Leftovers.find(NAME).isEmpty()).isTrue();
        assertThat(directory.exists()).isFalse();
        assertThat(MachineNetwork.read().changesSince(before)).isEmpty();
    }

    @Test
    void upAnswersAndASecondUpIsRefused() {
        assertThat(background.up(ARGUMENTS, console)).isZero();

        assertThat(
                        new DaemonClient(NAME)
                                .get("/cli/status")
                                .path("nodes")
                                .path(0)
                                .path("name")
                                .asText())
                .isEqualTo("n1");
        assertThatThrownBy(() -> background.up(ARGUMENTS, console))
                .isInstanceOf(UsageException.class)
                .hasMessage("the lab " + NAME + " is up already; 'vpc-lab down' ends it");
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .contains("build the VPC and boot 1 nodes … ok");
    }

    @Test
    void upAfterAKillWithoutWarningStartsAnew() throws Exception {
        background.up(ARGUMENTS, console);
        kill();

        assertThatThrownBy(() -> new DaemonClient(NAME).get("/cli/status"))
                .hasMessage("no lab " + NAME + " answers; start one with 'vpc-lab up'");
        assertThat(background.up(ARGUMENTS, console)).isZero();
        assertThat(new DaemonClient(NAME).get("/cli/status").path("nodes")).hasSize(1);
    }

    @Test
    void downAfterAKillWithoutWarningRemovesEverything() throws Exception {
        background.up(ARGUMENTS, console);
        kill();

        Leftovers left = Leftovers.find(NAME);

        assertThat(left.namespaces()).hasSize(4);
        assertThat(left.processes()).hasSizeGreaterThanOrEqualTo(1);
        assertThat(background.down(console)).isZero();
        assertThat(Leftovers.find(NAME).isEmpty()).isTrue();
    }

    @Test
    void faultsAreTheControlApis() {
        background.up(ARGUMENTS, console);
        Inspection inspection = new Inspection(new DaemonClient(NAME));

        Arguments add =
                Arguments.parse(
                        List.of(
                                "add",
                                "action=CreateNetworkInterface",
                                "code=InternalError",
                                "count=2"),
                        Set.of());
        assertThat(inspection.fault(add, console)).isZero();

        assertThat(new DaemonClient(NAME).get("/_lab/state").path("faults").toString())
                .contains("InternalError");
        assertThatThrownBy(() -> new DaemonClient(NAME).post("/_lab/faults", "{\"acton\": 1}"))
                .isInstanceOf(UsageException.class);
    }

    private void kill() throws InterruptedException {
        ProcessHandle daemon = directory.daemon().orElseThrow();
        daemon.destroyForcibly();
        Duration limit = Duration.ofSeconds(10);
        for (long waited = 0; daemon.isAlive() && waited < limit.toMillis(); waited += 10) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
