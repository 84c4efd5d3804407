package dev.vpccni.inet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        // RFC 5952 section 1, 2 and 4
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:DB8:0:0:1::1, 2001:db8::1:0:0:1",
        "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
        "2001:db8:aaaa:bbbb:cccc:dddd::1, 2001:db8:aaaa:bbbb:cccc:dddd:0:1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "1:0:0:0:0:0:0:0, 1::",
        "1::2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "10.0.1.7, 10.0.1.7",
        "255.255.255.255, 255.255.255.255",
        "0.0.0.0, 0.0.0.0"
    })
    void writesTheShortestForm(String text, String expected) {
        assertThat(IpAddress.parse(text)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.",
                "1.2.3.04",
                "1.2.3.-4",
                "1.2.3.4 ",
                " 1.2.3.4",
                "1..2.3",
                "0x1.2.3.4",
                ":",
                ":::",
                "1:",
                ":1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "12345::",
                "g::",
                "::1.2.3.4",
                "fe80::1%eth0",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "host.example"
            })
    void refusesWhatIsNotAnAddress(String text) {
        assertThatThrownBy(() -> IpAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not an IP address");
    }

    @Test
    void refusesOtherLengths() {
        assertThatThrownBy(() -> IpAddress.of(new byte[5]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an IP address has 4 or 16 bytes, not 5");
    }

    @ParameterizedTest
    @MethodSource("dev.vpccni.inet.Seeds#all")
    void agreesWithTheJdkOnRandomAddresses(long seed) throws Exception {
        byte[] bytes = randomBytes(new Random(seed));
        IpAddress address = IpAddress.of(bytes);
        InetAddress reference = InetAddress.getByAddress(bytes);

        assertThat(InetAddress.getByName(address.toString())).isEqualTo(reference);
        assertThat(IpAddress.parse(address.toString()))
                .isEqualTo(address)
                .hasSameHashCodeAs(address);
        assertThat(IpAddress.parse(reference.getHostAddress())).isEqualTo(address);
        assertThat(address.bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @MethodSource("dev.vpccni.inet.Seeds#all")
    void addsLikeABigNumber(long seed) {
        Random random = new Random(seed);
        byte[] bytes = randomBytes(random);
        long offset = random.nextBoolean() ? random.nextLong() : random.nextInt(-300, 300);
        BigInteger modulus = BigInteger.ONE.shiftLeft(8 * bytes.length);
        BigInteger sum = new BigInteger(1, bytes).add(BigInteger.valueOf(offset)).mod(modulus);

        assertThat(new BigInteger(1, IpAddress.of(bytes).plus(offset).bytes())).isEqualTo(sum);
    }

    @ParameterizedTest
    @MethodSource("dev.vpccni.inet.Seeds#all")
    void ordersLikeNumbersWithIpv4First(long seed) {
        Random random = new Random(seed);
        byte[] left = randomBytes(random);
        byte[] right = randomBytes(random);
        int expected =
                left.length != right.length
                        ? Integer.compare(left.length, right.length)
                        : new BigInteger(1, left).compareTo(new BigInteger(1, right));

        assertThat(Integer.signum(IpAddress.of(left).compareTo(IpAddress.of(right))))
                .isEqualTo(expected);
    }

    @Test
    void readsAndWritesIpv4AsANumber() {
        assertThat(IpAddress.ofIpv4(0xc0a80001)).hasToString("192.168.0.1");
        assertThat(IpAddress.parse("192.168.0.1").ipv4Value()).isEqualTo(0xc0a80001);
        assertThatThrownBy(() -> IpAddress.parse("::1").ipv4Value())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("::1 is not an IPv4 address");
    }

    @Test
    void keepsItsBytesToItself() {
        byte[] bytes = {10, 0, 0, 1};
        IpAddress address = IpAddress.of(bytes);

        bytes[3] = 99;
        address.bytes()[3] = 98;

        assertThat(address).hasToString("10.0.0.1");
    }

    @Test
    void knowsTheAddressThatMeansAny() {
        assertThat(IpAddress.any(Family.IPV4).isAny()).isTrue();
        assertThat(IpAddress.any(Family.IPV6)).isEqualTo(IpAddress.parse("::"));
        assertThat(IpAddress.parse("0.0.0.1").isAny()).isFalse();
        assertThat(IpAddress.parse("::1").toPrefix()).isEqualTo(IpPrefix.parse("::1/128"));
    }

    /// Often with runs of zero bytes, where the short form is interesting.
    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            if (random.nextInt(3) > 0) {
                bytes[i] = 0;
            }
        }
        if (bytes.length == 16) {
            // The JDK turns an IPv4-mapped address into an IPv4 one.
            bytes[random.nextInt(8)] = 1;
        }
        return bytes;
    }
}
