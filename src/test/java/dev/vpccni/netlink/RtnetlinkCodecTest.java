package dev.vpccni.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtnetlinkCodecTest {
    private static final int REQUESTS_PER_SEED = 20;

    @ParameterizedTest
    @MethodSource("dev.vpccni.inet.Seeds#all")
    void encodesAsTheSlowEncoderSays(long seed) {
        RandomRequests requests = new RandomRequests(seed);
        for (int i = 0; i < REQUESTS_PER_SEED; i++) {
            RtRequest request = requests.next();

            assertThat(Dissector.text(RtnetlinkCodec.encode(request, 1)))
                    .as(request.toString())
                    .isEqualTo(SlowEncoder.text(request));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.vpccni.inet.Seeds#all")
    void decodesWhatItEncoded(long seed) {
        RandomRequests requests = new RandomRequests(seed);
        for (int i = 0; i < REQUESTS_PER_SEED; i++) {
            RtRequest request = requests.next();
            RtMessage expected = echo(request, (int) seed);
            byte[] datagram = RtnetlinkCodec.encode(request, (int) seed);

            if (expected != null) {
                assertThat(RtnetlinkCodec.decode(datagram, datagram.length))
                        .containsExactly(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.vpccni.inet.Seeds#all")
    void givesMessagesOrIllegalArgumentForBrokenBytes(long seed) {
        Random random = new Random(seed);
        List<byte[]> captured = Captures.replies().values().stream().flatMap(List::stream).toList();
        for (int i = 0; i < 100; i++) {
            byte[] datagram = captured.get(random.nextInt(captured.size())).clone();
            int flips = random.nextInt(6);
            for (int flip = 0; flip < flips; flip++) {
                datagram[random.nextInt(datagram.length)] = (byte) random.nextInt(256);
            }
            decodeOrRefuse(datagram, random.nextInt(datagram.length + 1));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.vpccni.inet.Seeds#all")
    void givesMessagesOrIllegalArgumentForRandomBytes(long seed) {
        Random random = new Random(seed);
        int[] types = {2, 3, 16, 17, 20, 21, 24, 25, 28, 29, 32, 33};
        for (int i = 0; i < 100; i++) {
            byte[] datagram = new byte[random.nextInt(16, 120)];
            random.nextBytes(datagram);
            ByteBuffer header = ByteBuffer.wrap(datagram).order(ByteOrder.LITTLE_ENDIAN);
            header.putInt(0, datagram.length);
            header.putShort(4, (short) types[random.nextInt(types.length)]);
            datagram[16 % datagram.length] = (byte) (random.nextBoolean() ? 2 : 0);
            decodeOrRefuse(datagram, datagram.length);
        }
    }

    @Test
    void refusesEveryCutThatSplitsAMessage() {
        byte[] datagram =
                RtnetlinkCodec.encode(
                        new RtRequest.AddRule(Rule.from(IpPrefix.parse("10.0.0.1"), 2, 5)), 1);
        for (int length = 1; length < datagram.length; length++) {
            int cut = length;
            assertThatThrownBy(() -> RtnetlinkCodec.decode(datagram, cut))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("netlink datagram");
        }
        assertThat(RtnetlinkCodec.decode(datagram, 0)).isEmpty();
        assertThatThrownBy(() -> RtnetlinkCodec.decode(datagram, datagram.length + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhereALengthIsImpossible() {
        byte[] datagram =
                RtnetlinkCodec.encode(
                        new RtRequest.AddRule(Rule.from(IpPrefix.parse("10.0.0.1"), 2, 5)), 1);
        datagram[28] = 3;

        assertThatThrownBy(() -> RtnetlinkCodec.decode(datagram, datagram.length))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("netlink datagram, offset 28: attribute 2 claims 3 of 16 bytes");
    }

    @Test
    void readsSeveralMessagesOfOneDatagram() {
        byte[] rule =
                RtnetlinkCodec.encode(
                        new RtRequest.AddRule(Rule.from(IpPrefix.parse("10.0.0.1"), 2, 5)), 7);
        byte[] route =
                RtnetlinkCodec.encode(
                        new RtRequest.DeleteRoute(
                                Route.connected(IpPrefix.parse("10.0.0.1"), 3, 254)),
                        8);
        byte[] both = Arrays.copyOf(rule, rule.length + route.length);
        System.arraycopy(route, 0, both, rule.length, route.length);

        assertThat(RtnetlinkCodec.decode(both, both.length))
                .containsExactly(
                        new RtMessage.RuleMessage(
                                7, false, Rule.from(IpPrefix.parse("10.0.0.1"), 2, 5)),
                        new RtMessage.RouteMessage(
                                8,
                                true,
                                Route.connected(IpPrefix.parse("10.0.0.1"), 3, Route.TABLE_MAIN)));
    }

    @Test
    void readsTheTextOfAnErrorWhetherItRepeatsTheRequestOrNot() {
        byte[] request = RtnetlinkCodec.encode(new RtRequest.DeleteLink(9), 5);
        RtMessage expected = new RtMessage.Failure(5, 22, "No such thing", 40);

        byte[] capped = error(5, 0x300, -22, Arrays.copyOf(request, 16), "No such thing", 40);
        byte[] whole = error(5, 0x200, -22, request, "No such thing", 40);

        assertThat(RtnetlinkCodec.decode(capped, capped.length)).containsExactly(expected);
        assertThat(RtnetlinkCodec.decode(whole, whole.length)).containsExactly(expected);
    }

    @Test
    void leavesUnknownTypesAndFamiliesAlone() {
        byte[] unknownType = message(77, 3, new byte[6]);
        byte[] bridgeLink = message(16, 4, concat(new byte[] {7}, new byte[15]));
        byte[] mplsRoute = message(24, 5, concat(new byte[] {28}, new byte[11]));

        assertThat(RtnetlinkCodec.decode(unknownType, unknownType.length))
                .containsExactly(new RtMessage.Other(3, 77));
        assertThat(RtnetlinkCodec.decode(bridgeLink, bridgeLink.length))
                .containsExactly(new RtMessage.Other(4, 16));
        assertThat(RtnetlinkCodec.decode(mplsRoute, mplsRoute.length))
                .containsExactly(new RtMessage.Other(5, 24));
    }

    @Test
    void doesNotTakeARuleWithHostBitsForItsNetwork() {
        byte[] datagram =
                RtnetlinkCodec.encode(
                        new RtRequest.AddRule(Rule.from(IpPrefix.parse("10.0.0.0/24"), 2, 5)), 1);
        datagram[35] = 9;

        assertThat(RtnetlinkCodec.decode(datagram, datagram.length))
                .containsExactly(new RtMessage.Other(1, 32));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, Integer.MAX_VALUE})
    void carriesTablesOnBothSidesOfOneByte(int table) {
        Rule rule = Rule.from(IpPrefix.parse("10.0.0.1"), table, 5);
        byte[] datagram = RtnetlinkCodec.encode(new RtRequest.AddRule(rule), 1);

        assertThat(RtnetlinkCodec.decode(datagram, datagram.length))
                .containsExactly(new RtMessage.RuleMessage(1, false, rule));
        assertThat(datagram[20] & 255).isEqualTo(table < 256 ? table : 0);
    }

    /// On a point-to-point link IFA_ADDRESS (here 10.0.0.2) is the other side's.
    @Test
    void readsTheOwnAddressOfAPointToPointLink() {
        LinkAddress own = new LinkAddress(3, IpAddress.parse("10.0.0.1"), 32, 0, 0);
        byte[] datagram =
                RtnetlinkCodec.encode(new RtRequest.AddAddress(own, RtRequest.Mode.CREATE), 1);
        datagram[datagram.length - 1] = 2;

        assertThat(RtnetlinkCodec.decode(datagram, datagram.length))
                .containsExactly(new RtMessage.AddressMessage(1, false, own));
    }

    @Test
    void refusesNamesTheKernelWouldRefuse() {
        for (String name : List.of("", "sixteen-bytes-xx", "fünfzehn-bytes!")) {
            assertThatThrownBy(() -> RtnetlinkCodec.encode(new RtRequest.GetLink(name), 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("interface name '" + name + "' has ");
        }
    }

    @Test
    void refusesMixedFamilies() {
        Route route = Route.via(IpPrefix.parse("10.0.0.0/8"), IpAddress.parse("fe80::1"), 1, 254);
        Rule rule = new Rule(Family.IPV6, 1, IpPrefix.parse("10.0.0.1"), null, null, 0, 0, 254, -1);

        assertThatThrownBy(() ->
                        RtnetlinkCodec.encode(
                                new RtRequest.AddRoute(route, RtRequest.Mode.CREATE), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "route to 10.0.0.0/8 cannot have the address fe80::1 of another family");
        assertThatThrownBy(() -> RtnetlinkCodec.encode(new RtRequest.AddRule(rule), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rule of IPV6 cannot select the prefix 10.0.0.1/32 of another family");
    }

    /// What a request of this kind looks like when it is read as a message of the kernel; null if it has no such form.
    private static @Nullable RtMessage echo(RtRequest request, int sequence) {
        return switch (request) {
            case RtRequest.AddAddress add ->
                    new RtMessage.AddressMessage(sequence, false, add.address());
            case RtRequest.DeleteAddress delete ->
                    new RtMessage.AddressMessage(sequence, true, delete.address());
            case RtRequest.AddRoute add -> new RtMessage.RouteMessage(sequence, false, add.route());
            case RtRequest.DeleteRoute delete ->
                    new RtMessage.RouteMessage(sequence, true, delete.route());
            case RtRequest.AddRule add -> new RtMessage.RuleMessage(sequence, false, add.rule());
            case RtRequest.DeleteRule delete ->
                    new RtMessage.RuleMessage(sequence, true, delete.rule());
            case RtRequest.AddNeighbor add ->
                    new RtMessage.NeighborMessage(sequence, false, add.neighbor());
            case RtRequest.DeleteNeighbor delete ->
                    new RtMessage.NeighborMessage(sequence, true, delete.neighbor());
            case RtRequest.CreateVeth veth ->
                    new RtMessage.LinkMessage(
                            sequence,
                            false,
                            new Link(
                                    0,
                                    veth.name(),
                                    veth.up() ? 1 : 0,
                                    Math.max(veth.mtu(), 0),
                                    veth.mac(),
                                    "veth",
                                    0));
            default -> null;
        };
    }

    private static void decodeOrRefuse(byte[] datagram, int length) {
        try {
            assertThat(RtnetlinkCodec.decode(datagram, length)).doesNotContainNull();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageNotContaining("null").message().isNotEmpty();
        }
    }

    private static byte[] error(
            int sequence, int flags, int errno, byte[] repeated, String text, int offset) {
        ByteBuffer body = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        body.putInt(errno).put(repeated);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        body.putShort((short) (bytes.length + 5)).putShort((short) 1).put(bytes).put((byte) 0);
        while (body.position() % 4 != 0) {
            body.put((byte) 0);
        }
        body.putShort((short) 8).putShort((short) 2).putInt(offset);
        byte[] message = message(2, sequence, Arrays.copyOf(body.array(), body.position()));
        message[6] = (byte) flags;
        message[7] = (byte) (flags >> 8);
        return message;
    }

    private static byte[] message(int type, int sequence, byte[] body) {
        return ByteBuffer.allocate(16 + body.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(16 + body.length)
                .putShort((short) type)
                .putShort((short) 0)
                .putInt(sequence)
                .putInt(0)
                .put(body)
                .array();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
