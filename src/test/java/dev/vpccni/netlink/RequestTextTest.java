package dev.vpccni.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.netlink.RtRequest.Mode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestTextTest {
    private static final MacAddress MAC = MacAddress.parse("0a:00:00:00:00:01");

    @Test
    void readsLikeCommandsOfIp() {
        Map<RtRequest, String> expected = new LinkedHashMap<>();
        RtRequest.VethPeer peer = new RtRequest.VethPeer("eni1", 9001, MAC, 0, 5);
        LinkAddress address = new LinkAddress(2, IpAddress.parse("10.0.1.7"), 24, 0, 0);
        Route route = Route.defaultVia(IpAddress.parse("10.0.1.1"), 2, 3);
        Neighbor neighbor = Neighbor.permanent(2, IpAddress.parse("169.254.1.1"), MAC);
        expected.put(new RtRequest.GetLink("eth0"), "link show eth0");
        expected.put(
                new RtRequest.CreateVeth("eth0", 9001, null, 0, true, peer),
                "link add eth0 type veth peer name eni1");
        expected.put(
                new RtRequest.ChangeLink(2, true, 9001, "eth1", MAC, 7),
                "link set dev 2 up mtu 9001 name eth1 address 0a:00:00:00:00:01 netns fd:7");
        expected.put(RtRequest.ChangeLink.down(2), "link set dev 2 down");
        expected.put(new RtRequest.DeleteLink(2), "link delete dev 2");
        expected.put(
                new RtRequest.AddAddress(address, Mode.CREATE), "address add 10.0.1.7/24 dev 2");
        expected.put(new RtRequest.DeleteAddress(address), "address delete 10.0.1.7/24 dev 2");
        expected.put(
                new RtRequest.AddRoute(route, Mode.REPLACE),
                "route replace 0.0.0.0/0 via 10.0.1.1 dev 2 table 3");
        expected.put(
                new RtRequest.DeleteRoute(route),
                "route delete 0.0.0.0/0 via 10.0.1.1 dev 2 table 3");
        expected.put(
                new RtRequest.DeleteRule(Rule.marked(Family.IPV6, 0x80, 0x80, 254, 1024)),
                "rule delete -6 priority 1024 fwmark 0x80/0x80 lookup 254");
        expected.put(
                new RtRequest.AddRule(Rule.to(IpPrefix.parse("10.0.1.7"), 254, 512)),
                "rule add priority 512 to 10.0.1.7/32 lookup 254");
        expected.put(
                new RtRequest.AddNeighbor(neighbor, Mode.CREATE),
                "neighbour add 169.254.1.1 lladdr 0a:00:00:00:00:01 dev 2");
        expected.put(
                new RtRequest.DeleteNeighbor(neighbor),
                "neighbour delete 169.254.1.1 lladdr 0a:00:00:00:00:01 dev 2");
        expected.put(new RtRequest.DumpLinks(), "link show");
        expected.put(new RtRequest.DumpNeighbors(Family.IPV6), "neighbour show (IPV6)");

        expected.forEach((request, text) -> assertThat(RequestText.of(request)).isEqualTo(text));
    }

    @ParameterizedTest
    @MethodSource("dev.vpccni.inet.Seeds#all")
    void hasWordsForEveryRequest(long seed) {
        RtRequest request = new RandomRequests(seed).next();

        assertThat(RequestText.of(request)).doesNotContain("null").doesNotContain("RtRequest");
    }
}
