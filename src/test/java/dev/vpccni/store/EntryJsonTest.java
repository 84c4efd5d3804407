package dev.vpccni.store;

import static dev.vpccni.store.Entries.assigned;
import static dev.vpccni.store.Entries.released;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.store.Json.InvalidJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryJsonTest {
    @Test
    void writesEntriesThatPeopleCanRead() {
        assertThat(EntryJson.write(assigned(1)))
                .isEqualTo(
                        """
                        {"op":"assign","network":"aws-cni","container":"sandbox-1",\
                        "interface":"eth0","address":"10.0.0.1","since":"2026-01-01T12:00:01Z",\
                        "namespace":"default","pod":"pod-1","uid":"uid-1"}\
                        """);
        assertThat(EntryJson.write(released(1)))
                .isEqualTo(
                        """
                        {"op":"release","network":"aws-cni","container":"sandbox-1",\
                        "interface":"eth0","address":"10.0.0.1",\
                        "until":"2026-01-01T13:00:01Z"}\
                        """);
    }

    @Test
    void passesOverEntriesOfALaterVersion() throws InvalidJson {
        String later = "{\"op\":\"eni-intent\",\"token\":\"t\"}";

        assertThat(
                        EntryJson.read(
                                EntryJson.join(
                                        List.of(
                                                EntryJson.write(assigned(1)),
                                                later,
                                                EntryJson.write(released(1))))))
                .containsExactly(assigned(1), released(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[{]",
                "[{\"op\":\"assign\"}]",
                "[{\"op\":\"release\",\"network\":\"n\",\"container\":\"c\",\"interface\":\"i\","
                        + "\"address\":\"10.0.0.1\",\"until\":\"tomorrow\"}]"
            })
    void refusesWhatMakesNoSense(String payload) {
        assertThatThrownBy(() -> EntryJson.read(payload)).isInstanceOf(InvalidJson.class);
    }
}
