package dev.vpccni.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Datagrams of a real kernel, with objects of others among them that must not be taken for plain ones.
class GoldenRepliesTest {
    private static final Map<String, List<byte[]>> REPLIES = Captures.replies();

    @Test
    void readsLinks() {
        assertThat(
                        decode("links").stream()
                                .filter(RtMessage.LinkMessage.class::isInstance)
                                .map(message -> ((RtMessage.LinkMessage) message).link())
                                .map(link ->
                                        link.index()
                                                + " "
                                                + link.name()
                                                + " "
                                                + (link.isUp() ? "up " : "down ")
                                                + link.mtu()
                                                + " "
                                                + link.kind()
                                                + " "
                                                + link.peerIndex()))
                .containsExactly(
                        "1 lo up 65536  0", "2 eni1 up 1500 veth 2", "3 ipt0 down 1500 bridge 0");
        assertThat(decode("links"))
                .anySatisfy(message ->
                        assertThat(message)
                                .isInstanceOfSatisfying(
                                        RtMessage.LinkMessage.class,
                                        found ->
                                                assertThat(found.link().mac())
                                                        .isEqualTo(
                                                                MacAddress.parse(
                                                                        "0a:00:00:00:00:01"))));
    }

    @Test
    void readsAddresses() {
        assertThat(decode("addresses4"))
                .filteredOn(RtMessage.AddressMessage.class::isInstance)
                .map(message -> ((RtMessage.AddressMessage) message).address())
                .containsExactly(
                        address(1, "127.0.0.1", 8, 254, 0x80),
                        address(2, "10.0.1.7", 24, 0, 0x80),
                        address(2, "10.0.1.8", 24, 0, 0x80 | LinkAddress.NO_PREFIX_ROUTE | 1));
        assertThat(decode("addresses6"))
                .filteredOn(RtMessage.AddressMessage.class::isInstance)
                .extracting(
                        message -> RequestText.of(((RtMessage.AddressMessage) message).address()))
                .containsExactly(
                        "::1/128 dev 1", "fd00::7/128 dev 2", "fe80::800:ff:fe00:1/64 dev 2");
    }

    @Test
    void readsRoutesAndLeavesOutWhatItCannotExpress() {
        assertThat(routes("routes4"))
                .containsExactly(
                        "0.0.0.0/0 via 10.0.1.1 dev 2 table 2",
                        "10.9.0.0/16 via 10.0.1.1 dev 2 table 10101",
                        "10.8.0.0/16 via 192.0.2.1 dev 2 table 5000 src 10.0.1.7 metric 77 onlink",
                        "unreachable 10.0.0.0/16 table 254",
                        "10.0.1.0/24 dev 2 scope link table 254 src 10.0.1.7",
                        "type 6 10.22.0.0/16 table 254",
                        "169.254.1.1/32 dev 2 scope link table 254",
                        "type 2 10.0.1.7/32 dev 2 scope 254 table 255 src 10.0.1.7",
                        "type 2 10.0.1.8/32 dev 2 scope 254 table 255 src 10.0.1.7",
                        "type 3 10.0.1.255/32 dev 2 scope link table 255 src 10.0.1.7",
                        "type 2 127.0.0.0/8 dev 1 scope 254 table 255 src 127.0.0.1",
                        "type 2 127.0.0.1/32 dev 1 scope 254 table 255 src 127.0.0.1",
                        "type 3 127.255.255.255/32 dev 1 scope link table 255 src 127.0.0.1");
        assertThat(others("routes4")).as("two next hops; an IPv6 gateway").isEqualTo(2);
        assertThat(routes("routes6"))
                .contains(
                        "::/0 via fe80::1 dev 2 table 3 metric 1024",
                        "fe80::/64 dev 2 table 254 metric 256",
                        "type 2 ::1/128 dev 1 table 255");
    }

    @Test
    void readsRulesAndLeavesOutWhatItCannotExpress() {
        assertThat(rules("rules4"))
                .containsExactly(
                        "priority 0 lookup 255",
                        "priority 10 iif vlan.eth.5 lookup 105",
                        "priority 512 to 10.0.1.7/32 lookup 254",
                        "priority 513 lookup 254 suppress_prefixlength 31",
                        "priority 514 lookup 254 suppress_prefixlength 31 suppress_ifgroup 3778",
                        "priority 1024 fwmark 0x80/0x80 lookup 254",
                        "priority 1536 from 10.0.1.7/32 lookup 10101",
                        "priority 32766 lookup 254",
                        "priority 32767 lookup 253");
        assertThat(others("rules4"))
                .as("inverted; protocol and port; prohibit; output interface")
                .isEqualTo(4);
        assertThat(rules("rules6"))
                .containsExactly(
                        "-6 priority 0 lookup 255",
                        "-6 priority 1536 from fd00::7/128 lookup 2",
                        "-6 priority 32766 lookup 254");
    }

    @Test
    void readsNeighbours() {
        MacAddress mac = MacAddress.parse("0a:00:00:00:00:02");

        assertThat(decode("neighbours4"))
                .extracting(GoldenRepliesTest::neighbor)
                .contains(Neighbor.permanent(2, IpAddress.parse("169.254.1.1"), mac));
        assertThat(decode("neighbours6"))
                .extracting(GoldenRepliesTest::neighbor)
                .contains(Neighbor.permanent(2, IpAddress.parse("fe80::1"), mac));
    }

    @Test
    void endsEveryDumpOnce() {
        for (String name :
                List.of(
                        "links",
                        "addresses4",
                        "routes4",
                        "routes6",
                        "rules4",
                        "rules6",
                        "neighbours4")) {
            assertThat(decode(name))
                    .as(name)
                    .filteredOn(RtMessage.Done.class::isInstance)
                    .allMatch(message -> ((RtMessage.Done) message).errno() == 0)
                    .isNotEmpty();
        }
    }

    @Test
    void readsAcknowledgementsAndFailures() {
        assertThat(decode("exists"))
                .singleElement()
                .isInstanceOfSatisfying(
                        RtMessage.Failure.class,
                        failure -> {
                            assertThat(failure.errno()).isEqualTo(NetlinkException.EEXIST);
                            assertThat(failure.text()).isEmpty();
                            assertThat(failure.offset()).isEqualTo(-1);
                        });
        assertThat(decode("nogateway"))
                .singleElement()
                .isInstanceOfSatisfying(
                        RtMessage.Failure.class,
                        failure -> {
                            assertThat(failure.errno()).isEqualTo(101);
                            assertThat(failure.text()).isEqualTo("Nexthop has invalid gateway");
                        });
        assertThat(decode("ack").getLast()).isInstanceOf(RtMessage.Ack.class);
    }

    static List<RtMessage> decode(String name) {
        List<RtMessage> messages = new ArrayList<>();
        for (byte[] datagram : Objects.requireNonNull(REPLIES.get(name))) {
            messages.addAll(RtnetlinkCodec.decode(datagram, datagram.length));
        }
        return messages;
    }

    private static List<String> routes(String name) {
        return decode(name).stream()
                .filter(RtMessage.RouteMessage.class::isInstance)
                .map(message -> RequestText.of(((RtMessage.RouteMessage) message).route()))
                .toList();
    }

    private static List<String> rules(String name) {
        return decode(name).stream()
                .filter(RtMessage.RuleMessage.class::isInstance)
                .map(message -> RequestText.of(((RtMessage.RuleMessage) message).rule()))
                .toList();
    }

    private static long others(String name) {
        return decode(name).stream().filter(RtMessage.Other.class::isInstance).count();
    }

    private static Object neighbor(RtMessage message) {
        return message instanceof RtMessage.NeighborMessage found ? found.neighbor() : message;
    }

    private static LinkAddress address(int link, String address, int length, int scope, int flags) {
        return new LinkAddress(link, IpAddress.parse(address), length, scope, flags);
    }
}
