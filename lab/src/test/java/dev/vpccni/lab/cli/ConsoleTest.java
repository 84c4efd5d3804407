package dev.vpccni.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test
    void coloursAreForTerminalsOnly() {
        console(false).check("it holds", true, "");
        assertThat(text()).isEqualTo("  ok      it holds\n");

        console(true).check("it holds", true, "");
        assertThat(text()).contains("\u001b[32m");
    }

    @Test
    void aStepShowsItsNameFirstAndItsTimeAfterwards() {
        int result =
                console(false)
                        .step(
                                "build",
                                () -> {
                                    assertThat(text()).isEqualTo("build …");
                                    return 7;
                                });

        assertThat(result).isEqualTo(7);
        assertThat(text()).matches("build … ok \\(\\d+\\.\\d s\\)\n");
    }

    @Test
    void aFailedStepSaysSoAndPassesTheReasonOn() {
        RuntimeException reason = new IllegalStateException("no");

        assertThatThrownBy(() ->
                        console(false)
                                .step(
                                        "build",
                                        () -> {
                                            throw reason;
                                        }))
                .isSameAs(reason);
        assertThat(text()).matches("build … failed \\(\\d+\\.\\d s\\)\n");
    }

    private Console console(boolean terminal) {
        return new Console(new PrintStream(shown, true, StandardCharsets.UTF_8), terminal);
    }

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }
}
