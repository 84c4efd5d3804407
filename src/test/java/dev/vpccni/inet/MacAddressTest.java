package dev.vpccni.inet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {
    @Test
    void writesLowerCase() {
        assertThat(MacAddress.parse("0A:58:0a:00:FF:01")).hasToString("0a:58:0a:00:ff:01");
        assertThat(MacAddress.parse("0a:58:0a:00:ff:01"))
                .isEqualTo(MacAddress.parse("0A:58:0A:00:FF:01"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0a:58:0a:00:ff",
                "0a:58:0a:00:ff:01:02",
                "0a-58-0a-00-ff-01",
                "0a:58:0a:00:ff:0g",
                "0a:58:0a:00:ff:1",
                "0a:58:0a:00:ff:01 ",
                "+a:58:0a:00:ff:01",
                "\u0660a:58:0a:00:ff:01"
            })
    void refusesWhatIsNoMac(String text) {
        assertThatThrownBy(() -> MacAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a MAC address");
    }

    @Test
    void keepsItsBytesToItself() {
        byte[] bytes = {0, 1, 2, 3, 4, 5};
        MacAddress address = MacAddress.of(bytes);

        bytes[0] = 9;
        address.bytes()[1] = 9;

        assertThat(address).hasToString("00:01:02:03:04:05");
        assertThatThrownBy(() -> MacAddress.of(new byte[8]))
                .hasMessage("a MAC address has 6 bytes, not 8");
    }
}
