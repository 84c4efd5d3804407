package dev.vpccni.netlink.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.Neighbor;
import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.netlink.NetlinkTransport;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtMessage;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.RtRequest.Mode;
import dev.vpccni.netlink.Rtnetlink;
import dev.vpccni.netlink.RtnetlinkCodec;
import dev.vpccni.netlink.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What the real kernel makes of our requests. Needs root; works in namespaces of its own.
class RtnetlinkIT {
    private static final MacAddress POD_MAC = MacAddress.parse("0a:00:00:00:00:01");
    private static final MacAddress HOST_MAC = MacAddress.parse("0a:00:00:00:00:02");
    private static final int RTNLGRP_IPV4_RULE = 8;

    private final TestNamespace pod = TestNamespace.create("pod");
    private final TestNamespace node = TestNamespace.create("node");
    private final Rtnetlink inPod = pod.rtnetlink();
    private final Rtnetlink inNode = node.rtnetlink();
    private Link podLink;
    private Link hostLink;

    @BeforeEach
    void createVethFromPodIntoNode() {
        try (FileDescriptor target = Namespaces.openFd(node.path())) {
            inPod.execute(
                    new RtRequest.CreateVeth(
                            "eth0",
                            9001,
                            POD_MAC,
                            0,
                            true,
                            new RtRequest.VethPeer(
                                    "eni0123456789a", 9001, HOST_MAC, 0, target.number())));
        }
        podLink = Objects.requireNonNull(inPod.link("eth0"));
        hostLink = Objects.requireNonNull(inNode.link("eni0123456789a"));
        inNode.execute(RtRequest.ChangeLink.up(hostLink.index()));
    }

    @AfterEach
    void removeNamespaces() {
        pod.close();
        node.close();
    }

    @Test
    void createsBothEndsAsAsked() {
        assertThat(podLink.mac()).isEqualTo(POD_MAC);
        assertThat(podLink.mtu()).isEqualTo(9001);
        assertThat(podLink.kind()).isEqualTo("veth");
        assertThat(podLink.isUp()).isTrue();
        assertThat(podLink.peerIndex()).isEqualTo(hostLink.index());
        assertThat(hostLink.mac()).isEqualTo(HOST_MAC);
        assertThat(hostLink.mtu()).isEqualTo(9001);
        assertThat(hostLink.peerIndex()).isEqualTo(podLink.index());
        assertThat(inNode.links())
                .extracting(Link::name)
                .containsExactlyInAnyOrder("lo", "eni0123456789a");
    }

    @Test
    void remembersWhoALinkBelongsTo() {
        assertThat(hostLink.alias()).isEmpty();

        inNode.execute(new RtRequest.SetAlias(hostLink.index(), "aws-cni/3f/eth0"));

        assertThat(inNode.link("eni0123456789a"))
                .extracting(Link::alias)
                .isEqualTo("aws-cni/3f/eth0");
    }

    @Test
    void putsLinksIntoGroups() {
        inNode.execute(new RtRequest.SetGroup(hostLink.index(), 3778));

        assertThat(inNode.link("eni0123456789a")).extracting(Link::group).isEqualTo(3778);
    }

    @Test
    void changesAndMovesAndDeletesLinks() throws Exception {
        int index = hostLink.index();
        inNode.execute(RtRequest.ChangeLink.down(index));
        inNode.execute(new RtRequest.ChangeLink(index, null, 1500, "renamed", POD_MAC, -1));
        Link changed = Objects.requireNonNull(inNode.link("renamed"));

        assertThat(changed.isUp()).isFalse();
        assertThat(changed.mtu()).isEqualTo(1500);
        assertThat(changed.mac()).isEqualTo(POD_MAC);

        try (FileDescriptor target = Namespaces.openFd(pod.path())) {
            inNode.execute(new RtRequest.ChangeLink(index, null, -1, null, null, target.number()));
        }
        assertThat(inNode.link("renamed")).isNull();
        Link moved = Objects.requireNonNull(inPod.link("renamed"));

        inPod.execute(new RtRequest.DeleteLink(moved.index()));
        assertThat(inPod.links()).extracting(Link::name).containsExactly("lo");
    }

    @ParameterizedTest
    @CsvSource({"10.0.1.7, 32", "fd00::7, 128"})
    void addsAndRemovesAddresses(String text, int length) {
        IpAddress ip = IpAddress.parse(text);
        LinkAddress address = new LinkAddress(podLink.index(), ip, length, 0, LinkAddress.NODAD);

        inPod.execute(new RtRequest.AddAddress(address, Mode.CREATE));

        assertThat(globalAddresses(ip.family()))
                .extracting(LinkAddress::address)
                .containsExactly(ip);
        assertThat(globalAddresses(ip.family()).get(0).flags() & LinkAddress.UNUSABLE).isZero();
        assertThatThrownBy(() -> inPod.execute(new RtRequest.AddAddress(address, Mode.CREATE)))
                .isInstanceOfSatisfying(
                        NetlinkException.class, e -> assertThat(e.isExists()).isTrue())
                .hasMessageContaining("address add " + text + "/" + length);
        inPod.execute(new RtRequest.AddAddress(address, Mode.REPLACE));

        inPod.execute(new RtRequest.DeleteAddress(address));

        assertThat(globalAddresses(ip.family())).isEmpty();
        assertAbsent(new RtRequest.DeleteAddress(address));
    }

    @Test
    void addsTheRoutesOfAPodAndOfAnEni() {
        IpAddress gateway = IpAddress.parse("169.254.1.1");
        IpAddress source = IpAddress.parse("10.0.1.7");
        inPod.execute(
                new RtRequest.AddAddress(
                        new LinkAddress(podLink.index(), source, 32, 0, 0), Mode.CREATE));
        List<Route> routes =
                List.of(
                        Route.connected(gateway.toPrefix(), podLink.index(), Route.TABLE_MAIN),
                        Route.defaultVia(gateway, podLink.index(), Route.TABLE_MAIN),
                        Route.connected(gateway.toPrefix(), podLink.index(), 2),
                        Route.defaultVia(gateway, podLink.index(), 2),
                        Route.via(IpPrefix.parse("10.9.0.0/16"), gateway, podLink.index(), 10101),
                        new Route(
                                IpPrefix.parse("10.8.0.0/16"),
                                IpAddress.parse("10.0.0.1"),
                                podLink.index(),
                                5000,
                                Route.SCOPE_UNIVERSE,
                                Route.UNICAST,
                                Route.PROTOCOL_STATIC,
                                source,
                                77,
                                true),
                        unreachable(IpPrefix.parse("10.0.0.0/16"), 0));

        routes.forEach(route -> inPod.execute(new RtRequest.AddRoute(route, Mode.CREATE)));

        assertThat(inPod.routes(Family.IPV4)).containsAll(routes);
        for (Route route : routes) {
            assertThatThrownBy(() -> inPod.execute(new RtRequest.AddRoute(route, Mode.CREATE)))
                    .isInstanceOfSatisfying(
                            NetlinkException.class, e -> assertThat(e.isExists()).isTrue());
            inPod.execute(new RtRequest.AddRoute(route, Mode.REPLACE));
        }
        List<Route> backwards = new ArrayList<>(routes);
        Collections.reverse(backwards);
        backwards.forEach(route -> inPod.execute(new RtRequest.DeleteRoute(route)));
        assertThat(inPod.routes(Family.IPV4)).doesNotContainAnyElementsOf(routes);
        assertAbsent(new RtRequest.DeleteRoute(routes.get(0)));
    }

    @Test
    void addsIpv6Routes() {
        IpAddress gateway = IpAddress.parse("fe80::1");
        List<Route> routes =
                List.of(
                        Route.connected(gateway.toPrefix(), podLink.index(), Route.TABLE_MAIN),
                        Route.defaultVia(gateway, podLink.index(), Route.TABLE_MAIN),
                        Route.defaultVia(gateway, podLink.index(), 10101),
                        unreachable(IpPrefix.parse("fd00::/8"), 4096));
        routes.forEach(route -> inPod.execute(new RtRequest.AddRoute(route, Mode.CREATE)));

        List<Route> seen = inPod.routes(Family.IPV6);

        assertThat(seen)
                .anySatisfy(route -> {
                    assertThat(route.destination()).isEqualTo(gateway.toPrefix());
                    assertThat(route.linkIndex()).isEqualTo(podLink.index());
                });
        assertThat(seen)
                .filteredOn(route -> gateway.equals(route.gateway()))
                .extracting(Route::table)
                .containsExactlyInAnyOrder(254, 10101);
        assertThat(seen)
                .filteredOn(route ->
                        route.type() == Route.UNREACHABLE
                                && route.destination().equals(IpPrefix.parse("fd00::/8")))
                .extracting(Route::metric)
                .containsExactly(4096);
        for (Route route : routes.reversed()) {
            inPod.execute(new RtRequest.DeleteRoute(anyScope(route)));
        }
        assertThat(inPod.routes(Family.IPV6)).noneMatch(route -> gateway.equals(route.gateway()));
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void addsRulesOfEveryKind(Family family) {
        IpPrefix address = IpPrefix.parse(family == Family.IPV4 ? "10.0.1.7" : "fd00::7");
        IpPrefix block = IpPrefix.parse(family == Family.IPV4 ? "10.64.0.0/10" : "fd00:1::/48");
        List<Rule> rules =
                List.of(
                        Rule.to(address, 254, 512),
                        Rule.moreSpecificThan(family, 31, 254, 513).exceptGroup(7),
                        Rule.marked(family, 0x80, 0x80, 254, 1024),
                        Rule.to(block, 254, 1535),
                        Rule.from(address, 2, 1536),
                        Rule.from(address, 10101, 32765),
                        new Rule(family, 10, null, null, "vlan.eth.5", 0, 0, 105, -1),
                        new Rule(
                                family,
                                11,
                                block,
                                address,
                                "eth0",
                                0xc0000000,
                                0xff000000,
                                4_000_000,
                                0));

        rules.forEach(rule -> inNode.execute(new RtRequest.AddRule(rule)));

        assertThat(inNode.rules(family)).containsAll(rules);
        for (Rule rule : rules) {
            assertThatThrownBy(() -> inNode.execute(new RtRequest.AddRule(rule)))
                    .isInstanceOfSatisfying(
                            NetlinkException.class, e -> assertThat(e.isExists()).isTrue());
            inNode.execute(new RtRequest.DeleteRule(rule));
            assertAbsent(new RtRequest.DeleteRule(rule));
        }
        assertThat(inNode.rules(family)).doesNotContainAnyElementsOf(rules);
    }

    @ParameterizedTest
    @CsvSource({"169.254.1.1", "fe80::9"})
    void addsPermanentNeighbours(String text) {
        IpAddress gateway = IpAddress.parse(text);
        Neighbor neighbor = Neighbor.permanent(podLink.index(), gateway, HOST_MAC);

        inPod.execute(new RtRequest.AddNeighbor(neighbor, Mode.CREATE));

        assertThat(inPod.neighbors(gateway.family())).contains(neighbor);
        inPod.execute(
                new RtRequest.AddNeighbor(
                        Neighbor.permanent(podLink.index(), gateway, POD_MAC), Mode.REPLACE));
        assertThat(inPod.neighbors(gateway.family()))
                .contains(Neighbor.permanent(podLink.index(), gateway, POD_MAC));
        inPod.execute(new RtRequest.DeleteNeighbor(neighbor));
        assertThat(inPod.neighbors(gateway.family()))
                .filteredOn(seen -> seen.state() == Neighbor.PERMANENT)
                .isEmpty();
        assertAbsent(new RtRequest.DeleteNeighbor(neighbor));
    }

    @Test
    void carriesTheKernelsOwnText() {
        Route route = Route.defaultVia(IpAddress.parse("192.0.2.1"), podLink.index(), 254);

        NetlinkException failure =
                catchThrowableOfType(
                        NetlinkException.class,
                        () -> inPod.execute(new RtRequest.AddRoute(route, Mode.CREATE)));

        assertThat(failure.errno()).isEqualTo(101);
        assertThat(failure)
                .hasMessage(
                        "route add 0.0.0.0/0 via 192.0.2.1 dev "
                                + podLink.index()
                                + " table 254: ENETUNREACH (network is unreachable) (Nexthop has invalid gateway)");
    }

    @Test
    void findsNoLinkUnderAnUnknownNameAndFailsToDeleteOne() {
        assertThat(inPod.link("nothing")).isNull();
        assertAbsent(new RtRequest.DeleteLink(4711));
    }

    @Test
    void readsThousandsOfObjects() {
        for (int i = 0; i < 3_000; i++) {
            IpPrefix destination = IpAddress.parse("10.7.0.0").plus(i).toPrefix();
            inNode.execute(
                    new RtRequest.AddRoute(
                            Route.connected(destination, hostLink.index(), 254), Mode.CREATE));
        }

        assertThat(inNode.routes(Family.IPV4))
                .filteredOn(route -> route.linkIndex() == hostLink.index() && route.table() == 254)
                .hasSize(3_000)
                .doesNotHaveDuplicates();
    }

    @Test
    void keepsADatagramThatTheBufferWasTooSmallFor() {
        try (NetlinkTransport transport = JnrNetlinkTransport.open(pod.path())) {
            byte[] request = RtnetlinkCodec.encode(new RtRequest.GetLink("eth0"), 1);
            transport.send(request, request.length);

            NetlinkException failure =
                    catchThrowableOfType(
                            NetlinkException.class, () -> transport.receive(new byte[20], 1_000));
            byte[] buffer = new byte[8192];
            int length = transport.receive(buffer, 1_000);

            assertThat(failure.errno()).isEqualTo(NetlinkException.EMSGSIZE);
            assertThat(RtnetlinkCodec.decode(buffer, length))
                    .singleElement(InstanceOfAssertFactories.type(RtMessage.LinkMessage.class))
                    .extracting(RtMessage.LinkMessage::link)
                    .extracting(Link::index, Link::name, Link::mac)
                    .containsExactly(podLink.index(), "eth0", POD_MAC);
        }
    }

    @Test
    void timesOutWhenNothingComes() {
        try (NetlinkTransport transport = JnrNetlinkTransport.open(pod.path())) {
            assertThatThrownBy(() -> transport.receive(new byte[1024], 20))
                    .isInstanceOfSatisfying(
                            NetlinkException.class,
                            e -> assertThat(e.errno()).isEqualTo(NetlinkException.ETIMEDOUT));
        }
    }

    @Test
    void hearsOfChangesOthersMake() {
        Rule rule = Rule.from(IpPrefix.parse("10.0.1.9"), 3, 1536);
        try (NetlinkTransport monitor =
                JnrNetlinkTransport.monitor(node.path(), RTNLGRP_IPV4_RULE)) {
            inNode.execute(new RtRequest.AddRule(rule));
            inNode.execute(new RtRequest.DeleteRule(rule));
            byte[] buffer = new byte[8192];

            List<RtMessage> heard =
                    new ArrayList<>(RtnetlinkCodec.decode(buffer, monitor.receive(buffer, 1_000)));
            heard.addAll(RtnetlinkCodec.decode(buffer, monitor.receive(buffer, 1_000)));

            assertThat(heard).hasSize(2);
            assertThat(heard.get(0))
                    .isEqualTo(new RtMessage.RuleMessage(heard.get(0).sequence(), false, rule));
            assertThat(heard.get(1))
                    .isEqualTo(new RtMessage.RuleMessage(heard.get(1).sequence(), true, rule));
        }
    }

    private List<LinkAddress> globalAddresses(Family family) {
        return inPod.addresses(family).stream().filter(address -> address.scope() == 0).toList();
    }

    private void assertAbsent(RtRequest removal) {
        NetlinkException inPodFailure =
                catchThrowableOfType(NetlinkException.class, () -> inPod.execute(removal));
        assertThat(inPodFailure.isAbsent()).isTrue();
    }

    private static Route unreachable(IpPrefix destination, int metric) {
        return new Route(
                destination,
                null,
                0,
                254,
                Route.SCOPE_UNIVERSE,
                Route.UNREACHABLE,
                Route.PROTOCOL_BOOT,
                null,
                metric,
                false);
    }

    /// The same route for a removal, where IPv6 knows no scope and reports lo for an unreachable one.
    private static Route anyScope(Route route) {
        return new Route(
                route.destination(),
                route.gateway(),
                route.linkIndex(),
                route.table(),
                255,
                route.type(),
                0,
                null,
                route.metric(),
                false);
    }
}
