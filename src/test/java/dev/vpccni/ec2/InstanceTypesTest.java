package dev.vpccni.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.ec2.InstanceLimits.Hypervisor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceTypesTest {
    @ParameterizedTest
    @CsvSource({
        "t3.small, 3, 4, NITRO, false",
        "t3a.small, 2, 4, NITRO, false",
        "t3.medium, 3, 6, NITRO, false",
        "t2.micro, 2, 2, XEN, false",
        "m5.large, 3, 10, NITRO, false",
        "m5.xlarge, 4, 15, NITRO, false",
        "c5.4xlarge, 8, 30, NITRO, false",
        "c5.18xlarge, 15, 50, NITRO, false",
        "m6g.medium, 2, 4, NITRO, false",
        "m5.metal, 15, 50, UNKNOWN, true",
        "m4.large, 2, 10, XEN, false",
        "p3dn.24xlarge, 15, 50, NITRO, false",
        "p4d.24xlarge, 15, 50, NITRO, false",
        "p5.48xlarge, 2, 50, NITRO, false"
    })
    void knowsWhatCommonTypesAllow(
            String type, int enis, int addresses, Hypervisor hypervisor, boolean metal) {
        assertThat(InstanceTypes.find(type))
                .isEqualTo(new InstanceLimits(type, enis, addresses, hypervisor, metal));
    }

    @Test
    void doesNotKnowATypeByHalfItsName() {
        assertThat(InstanceTypes.find("m5")).isNull();
        assertThat(InstanceTypes.find("m5.larg")).isNull();
        assertThat(InstanceTypes.find("")).isNull();
    }

    @Test
    void listsEachTypeOnce() {
        List<InstanceLimits> table = InstanceTypes.read();

        assertThat(table).hasSizeGreaterThan(500);
        assertThat(table).extracting(InstanceLimits::instanceType).doesNotHaveDuplicates();
    }

    @Test
    void countsBareMetalAsMetalOnly() {
        assertThat(InstanceTypes.read())
                .allSatisfy(limits ->
                        assertThat(limits.instanceType().contains(".metal"))
                                .isEqualTo(limits.bareMetal()));
    }
}
