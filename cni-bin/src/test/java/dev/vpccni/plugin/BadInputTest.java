package dev.vpccni.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import dev.vpccni.plugin.testing.BadInputs;
import dev.vpccni.plugin.testing.FakeOs;
import dev.vpccni.plugin.testing.TestCall;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong in a call is refused before anything is asked or changed. [dev.vpccni.plugin.it.BadInputIT] runs the
/// same table against the native binary.
class BadInputTest {
    static List<BadInputs> inputs() {
        return BadInputs.all(
                Path.of(FakeOs.POD_NETNS), Path.of(FakeOs.OWN_NETNS), Path.of(FakeOs.TOKEN_FILE));
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void isRefusedWithItsCodeAndASentence(BadInputs input) {
        FakeOs os = new FakeOs(input.call());

        assertThat(Plugin.run(os)).isEqualTo(1);

        JsonObject error = Json.parse(os.stdout()).asObject();
        assertThat(error.getInt("code", 0)).as(os.stdout()).isEqualTo(input.code());
        assertThat(error.getString("msg", "")).contains(input.words());
        assertThat(os.calls()).isEmpty();
        assertThat(os.changes()).isEmpty();
    }

    @Test
    void theOwnNamespaceIsAllowedWhenTheRuntimeInsists() {
        FakeOs os =
                new FakeOs(
                        TestCall.of("ADD")
                                .netns(FakeOs.OWN_NETNS)
                                .env("CNI_NETNS_OVERRIDE", "TRUE"));
        os.refuseConnections();

        Plugin.run(os);

        assertThat(os.stdout()).contains("cannot be reached");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "many", "575", "9002", "99999999999"})
    void anMtuThatCannotBeIsReplacedAndLogged(String mtu) {
        FakeOs os = new FakeOs(TestCall.of("STATUS").config("mtu", mtu));
        os.refuseConnections();

        Plugin.run(os);

        assertThat(os.stdout()).contains("\"code\":50");
        assertThat(os.stderr().contains("'mtu'")).isEqualTo(!mtu.isEmpty());
    }

    @Test
    void anErrorNamesTheVersionThatTheRuntimeSpeaks() {
        FakeOs os = new FakeOs(TestCall.of("ADD").netns("/none").config("cniVersion", "0.4.0"));

        Plugin.run(os);

        assertThat(os.stdout()).startsWith("{\"cniVersion\":\"0.4.0\",\"code\":8,");
    }
}
