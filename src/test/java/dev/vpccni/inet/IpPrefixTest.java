package dev.vpccni.inet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/16",
                "0.0.0.0/0",
                "10.0.1.7/32",
                "::/0",
                "2001:db8::/56",
                "2001:db8::1/128"
            })
    void writesWhatItRead(String text) {
        assertThat(IpPrefix.parse(text)).hasToString(text);
    }

    @Test
    void takesABareAddressForASingleOne() {
        assertThat(IpPrefix.parse("10.0.1.7")).isEqualTo(IpPrefix.parse("10.0.1.7/32"));
        assertThat(IpPrefix.parse("::1").isSingle()).isTrue();
        assertThat(IpPrefix.parse("10.0.1.0/28").isSingle()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "10.0.0.0/33 | prefix length 33 of 10.0.0.0 is not within 0..32",
                "::/129 | prefix length 129 of :: is not within 0..128",
                "10.0.0.1/24 | 10.0.0.1/24 has host bits set; the network is 10.0.0.0/24",
                "10.0.0.0/ | '10.0.0.0/' is not a CIDR block: the length is missing",
                "10.0.0.0/-1 | '10.0.0.0/-1' is not a CIDR block: the length is not a number",
                "10.0.0.0/0016 | '10.0.0.0/0016' is not a CIDR block: the length is not a number",
                "10.0.0.0/8/8 | '10.0.0.0/8/8' is not a CIDR block: the length is not a number",
                "10.0.0/8 | '10.0.0' is not an IP address"
            })
    void refusesWhatIsNotABlock(String text, String message) {
        assertThatThrownBy(() -> IpPrefix.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @MethodSource("dev.vpccni.inet.Seeds#all")
    void containsExactlyTheAddressesThatShareItsBits(long seed) {
        Random random = new Random(seed);
        int size = random.nextBoolean() ? 4 : 16;
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        IpAddress inside = IpAddress.of(bytes);
        int length = random.nextInt(8 * size + 1);
        byte[] other = bytes.clone();
        int flipped = random.nextInt(8 * size);
        other[flipped / 8] ^= (byte) (128 >> (flipped % 8));

        IpPrefix prefix = IpPrefix.containing(inside, length);

        int hostBits = 8 * size - length;
        BigInteger network = new BigInteger(1, bytes).shiftRight(hostBits).shiftLeft(hostBits);
        assertThat(new BigInteger(1, prefix.address().bytes())).isEqualTo(network);
        assertThat(prefix.contains(inside)).isTrue();
        assertThat(prefix.contains(IpAddress.of(other))).isEqualTo(flipped >= length);
        assertThat(prefix.contains(inside.toPrefix())).isTrue();
        assertThat(IpPrefix.parse(prefix.toString())).isEqualTo(prefix);
    }

    @Test
    void containsNothingOfTheOtherFamilyAndNothingWider() {
        IpPrefix all = IpPrefix.parse("0.0.0.0/0");

        assertThat(all.contains(IpAddress.parse("::1"))).isFalse();
        assertThat(IpPrefix.parse("10.0.0.0/16").contains(IpPrefix.parse("10.0.0.0/8"))).isFalse();
        assertThat(IpPrefix.parse("10.0.0.0/8").contains(IpPrefix.parse("10.0.0.0/16"))).isTrue();
    }

    @Test
    void ordersByAddressThenLength() {
        List<IpPrefix> sorted =
                List.of(
                        IpPrefix.parse("10.0.0.0/8"),
                        IpPrefix.parse("10.0.0.0/16"),
                        IpPrefix.parse("10.1.0.0/16"),
                        IpPrefix.parse("::/0"));

        assertThat(sorted.reversed().stream().sorted()).isEqualTo(sorted);
    }
}
