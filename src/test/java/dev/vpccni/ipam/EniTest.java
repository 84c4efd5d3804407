package dev.vpccni.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EniTest {
    /// Source: spec/ipamd.md 2.11, route table number.
    @ParameterizedTest
    @CsvSource({"0,0,254", "0,1,2", "0,14,15", "1,0,10100", "1,3,10103", "31,1,13101"})
    void hasTheIncumbentsRouteTable(int card, int device, int table) {
        assertThat(at(card, device).routeTable()).isEqualTo(table);
    }

    @Test
    void refusesANegativeSlot() {
        assertThatThrownBy(() -> at(0, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("eni-1 cannot be device -1 of card 0: neither may be negative");
    }

    private static Eni at(int card, int device) {
        Eni eni = SimNode.eni(1);
        return new Eni(
                eni.id(),
                eni.mac(),
                card,
                device,
                eni.subnet(),
                eni.subnetCidr(),
                eni.primary(),
                false,
                eni.state(),
                eni.addedAt());
    }
}
