package dev.vpccni.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InspectionTest {
    @Test
    void pairsBecomeJsonWithNumbersAndBooleans() {
        assertThat(
                        pairs(
                                "add",
                                "action=CreateNetworkInterface",
                                "count=3",
                                "probability=0.5",
                                "drop=true",
                                "delay=1s"))
                .isEqualTo(
                        "{\"action\":\"CreateNetworkInterface\",\"count\":3,\"probability\":0.5,\"drop\":true,\"delay\":\"1s\"}");
    }

    @Test
    void anObjectIsTakenAsItIs() {
        assertThat(pairs("latency", "{\"default\": {\"min\": \"1ms\"}}"))
                .isEqualTo("{\"default\": {\"min\": \"1ms\"}}");
    }

    @Test
    void aWordWithoutValueIsRefused() {
        assertThatThrownBy(() -> pairs("add", "action"))
                .hasMessage("'action' is not of the form key=value");
    }

    private static String pairs(String... words) {
        return Inspection.pairs(Arguments.parse(List.of(words), Set.of()));
    }
}
