package dev.vpccni.lab.fabric;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.inet.IpPrefix;
import java.util.List;
import org.junit.jupiter.api.Test;

class FabricOptionsTest {
    private static final List<IpPrefix> VPC = List.of(IpPrefix.parse("10.0.0.0/16"));

    @Test
    void aPrefixIsShortAndPlainBecauseEveryNamespaceOfItIsDeleted() {
        for (String wrong : List.of("", "Lab", "my-lab", "1lab", "a/b", "abcdefghijklmnopqrstu")) {
            assertThatThrownBy(() -> new FabricOptions(wrong, VPC, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + wrong + "'");
        }
    }

    @Test
    void theFirstBlockIsIpv4() {
        assertThatThrownBy(
                        () -> new FabricOptions("lab", List.of(IpPrefix.parse("2001:db8::/56")), 1))
                .hasMessage("the first address block of a VPC is an IPv4 block");
    }

    @Test
    void theHopLimitIsOneTo64() {
        assertThatThrownBy(() -> new FabricOptions("lab", VPC, 0)).hasMessageContaining("1 to 64");
        assertThatThrownBy(() -> new FabricOptions("lab", VPC, 65)).hasMessageContaining("1 to 64");
    }
}
