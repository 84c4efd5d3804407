package dev.vpccni.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void alignsTextLeftAndNumbersRight() {
        TextTable table = new TextTable("POD", "ADDRESS", "ADD MS");
        table.row("web-1", "10.0.1.7", "9.5");
        table.row("w", "10.0.1.131", "316.9");

        assertThat(table.lines())
                .containsExactly(
                        "  POD    ADDRESS     ADD MS",
                        "  web-1  10.0.1.7       9.5",
                        "  w      10.0.1.131   316.9");
    }

    @Test
    void nothingToShowIsNoLine() {
        assertThat(new TextTable("POD").lines()).isEmpty();
    }
}
