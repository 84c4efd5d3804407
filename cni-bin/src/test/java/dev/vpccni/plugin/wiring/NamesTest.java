package dev.vpccni.plugin.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @CsvSource({
        "eni, kube-system, coredns-57ff979f67-qqbdh, 0, enib5faff8a083",
        "eni, default, sample-pod, 0, enicc21c2d7785",
        "veth, default, sample-pod, 0, vethcc21c2d7785"
    })
    void theHostsEndIsNamedAsTheIncumbentNamesIt(
            String prefix, String namespace, String pod, int index, String expected) {
        assertThat(Names.hostVeth(prefix, namespace, pod, "id", index)).isEqualTo(expected);
    }

    @Test
    void anotherInterfaceOfThePodHasItsNumberBehindThePodsName() {
        String ofTheDottedPod = Names.hostVeth("eni", "default", "web.1", "id", 0);

        assertThat(Names.hostVeth("eni", "default", "web", "id", 1)).isEqualTo(ofTheDottedPod);
    }

    @Test
    void withoutAPodTheContainerNamesTheInterface() {
        String first = Names.hostVeth("eni", "", "", "container-1", 0);
        String second = Names.hostVeth("eni", "", "", "container-2", 0);

        assertThat(first).startsWith("eni").hasSize(14).isNotEqualTo(second);
    }

    @Test
    void podInterfacesAreNumberedFromTheSecondOn() {
        assertThat(Names.podInterface("eth0", 0)).isEqualTo("eth0");
        assertThat(Names.podInterface("eth0", 2)).isEqualTo("mNicIf2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 1000})
    void sha1IsWhatTheJdkComputes(int length) throws NoSuchAlgorithmException {
        byte[] message = new byte[length];
        new Random(length).nextBytes(message);

        String expected =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(message));

        assertThat(Sha1.hex(message)).isEqualTo(expected);
    }
}
