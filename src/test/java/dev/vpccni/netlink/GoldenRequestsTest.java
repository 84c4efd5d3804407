package dev.vpccni.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.netlink.RtRequest.AddAddress;
import dev.vpccni.netlink.RtRequest.AddNeighbor;
import dev.vpccni.netlink.RtRequest.AddRoute;
import dev.vpccni.netlink.RtRequest.AddRule;
import dev.vpccni.netlink.RtRequest.ChangeLink;
import dev.vpccni.netlink.RtRequest.CreateVeth;
import dev.vpccni.netlink.RtRequest.Mode;
import dev.vpccni.netlink.RtRequest.VethPeer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Our requests against those of iproute2 for the same command, attribute by attribute.
class GoldenRequestsTest {
    private static final int ENI1 = 2;
    private static final int NETNS_FD_OF_IP = 4;
    private static final MacAddress MAC_1 = MacAddress.parse("0a:00:00:00:00:01");
    private static final MacAddress MAC_2 = MacAddress.parse("0a:00:00:00:00:02");
    private static final IpAddress GATEWAY = IpAddress.parse("10.0.1.1");

    @TestFactory
    List<DynamicTest> sendsWhatIproute2Sends() {
        Map<String, List<byte[]>> captured = Captures.requests();
        Map<String, RtRequest> ours = ours();

        assertThat(ours.keySet()).isEqualTo(captured.keySet());
        return captured.entrySet().stream()
                .map(entry ->
                        DynamicTest.dynamicTest(
                                entry.getKey(),
                                () -> {
                                    byte[] encoded =
                                            RtnetlinkCodec.encode(
                                                    Objects.requireNonNull(
                                                            ours.get(entry.getKey())),
                                                    1);
                                    String expected =
                                            Dissector.text(entry.getValue().get(0))
                                                    // iproute2 spells out the destination of the
                                                    // IPv6 default route; the kernel needs none.
                                                    .replace(
                                                            ", 1=00000000000000000000000000000000",
                                                            "")
                                                    .replace(
                                                            "[1=00000000000000000000000000000000, ",
                                                            "[");
                                    assertThat(Dissector.text(encoded)).isEqualTo(expected);
                                }))
                .toList();
    }

    private static Map<String, RtRequest> ours() {
        return Map.ofEntries(
                Map.entry(
                        "veth",
                        new CreateVeth(
                                "eni1",
                                9001,
                                MAC_1,
                                0,
                                true,
                                new VethPeer("eth0", 1500, MAC_2, 0, NETNS_FD_OF_IP))),
                Map.entry("up", ChangeLink.up(ENI1)),
                Map.entry("mtu", ChangeLink.mtu(ENI1, 1500)),
                Map.entry("addr4", address("10.0.1.7", 24, 0)),
                Map.entry("addr6", address("fd00::7", 128, LinkAddress.NODAD)),
                Map.entry("noprefix", address("10.0.1.8", 24, LinkAddress.NO_PREFIX_ROUTE)),
                Map.entry(
                        "connected",
                        add(
                                Route.connected(
                                        IpPrefix.parse("169.254.1.1"), ENI1, Route.TABLE_MAIN),
                                Mode.CREATE)),
                Map.entry("default2", add(Route.defaultVia(GATEWAY, ENI1, 2), Mode.CREATE)),
                Map.entry(
                        "viabig",
                        add(
                                Route.via(IpPrefix.parse("10.9.0.0/16"), GATEWAY, ENI1, 10101),
                                Mode.REPLACE)),
                Map.entry("onlink", add(onlink(), Mode.CREATE)),
                Map.entry("unreachable", add(unreachable(), Mode.CREATE)),
                Map.entry(
                        "default6",
                        add(Route.defaultVia(IpAddress.parse("fe80::1"), ENI1, 3), Mode.CREATE)),
                Map.entry("ruleto", new AddRule(Rule.to(IpPrefix.parse("10.0.1.7"), 254, 512))),
                Map.entry(
                        "rulefrom",
                        new AddRule(Rule.from(IpPrefix.parse("10.0.1.7"), 10101, 1536))),
                Map.entry("rulemark", new AddRule(Rule.marked(Family.IPV4, 0x80, 0x80, 254, 1024))),
                Map.entry(
                        "rulesuppress",
                        new AddRule(Rule.moreSpecificThan(Family.IPV4, 31, 254, 513))),
                Map.entry(
                        "rulegroup",
                        new AddRule(
                                Rule.moreSpecificThan(Family.IPV4, 31, 254, 514)
                                        .exceptGroup(3778))),
                Map.entry("group", new RtRequest.SetGroup(ENI1, 3778)),
                Map.entry(
                        "ruleiif",
                        new AddRule(
                                new Rule(
                                        Family.IPV4, 10, null, null, "vlan.eth.5", 0, 0, 105, -1))),
                Map.entry("rule6", new AddRule(Rule.from(IpPrefix.parse("fd00::7"), 2, 1536))),
                Map.entry("neigh4", neighbor("169.254.1.1", Mode.CREATE)),
                Map.entry("neigh6", neighbor("fe80::1", Mode.REPLACE)));
    }

    private static RtRequest address(String address, int length, int flags) {
        return new AddAddress(
                new LinkAddress(ENI1, IpAddress.parse(address), length, 0, flags), Mode.CREATE);
    }

    private static RtRequest add(Route route, Mode mode) {
        return new AddRoute(route, mode);
    }

    private static RtRequest neighbor(String address, Mode mode) {
        return new AddNeighbor(Neighbor.permanent(ENI1, IpAddress.parse(address), MAC_2), mode);
    }

    private static Route onlink() {
        return new Route(
                IpPrefix.parse("10.8.0.0/16"),
                IpAddress.parse("192.0.2.1"),
                ENI1,
                5000,
                Route.SCOPE_UNIVERSE,
                Route.UNICAST,
                Route.PROTOCOL_STATIC,
                IpAddress.parse("10.0.1.7"),
                77,
                true);
    }

    private static Route unreachable() {
        return new Route(
                IpPrefix.parse("10.0.0.0/16"),
                null,
                0,
                Route.TABLE_MAIN,
                Route.SCOPE_UNIVERSE,
                Route.UNREACHABLE,
                Route.PROTOCOL_BOOT,
                null,
                0,
                false);
    }
}
