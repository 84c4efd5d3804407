package dev.vpccni.plugin.cni;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is accepted; [dev.vpccni.plugin.testing.BadInputs] has what is not.
class CniArgsTest {
    @Test
    void readsThePod() {
        CniArgs args =
                CniArgs.parse(
                        "K8S_POD_INFRA_CONTAINER_ID=i;K8S_POD_NAME=web;K8S_POD_NAMESPACE=shop;K8S_POD_UID=u");

        assertThat(args).isEqualTo(new CniArgs("web", "shop", "u"));
    }

    @Test
    void nothingIsNoPod() {
        assertThat(CniArgs.parse("")).isEqualTo(CniArgs.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "TRUE", "True"})
    void unknownKeysAreIgnoredWhenTheRuntimeSaysSo(String flag) {
        assertThat(CniArgs.parse("COLOUR=red;IgnoreUnknown=" + flag)).isEqualTo(CniArgs.NONE);
    }

    @ParameterizedTest
    @CsvSource({"a, true", "A-b_c.9, true", "-a, false", "'', false", "a b, false", "é, false"})
    void identifiersStartWithALetterOrDigit(String text, boolean expected) {
        assertThat(Identifiers.isIdentifier(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "eth0, true",
        "fifteen-letters, true",
        "sixteen-letters-, false",
        "éééééééé, false",
        "a%b, true"
    })
    void interfaceNamesAreCountedInBytes(String text, boolean expected) {
        assertThat(Identifiers.isInterfaceName(text)).isEqualTo(expected);
    }
}
