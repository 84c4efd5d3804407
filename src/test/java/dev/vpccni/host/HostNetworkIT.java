package dev.vpccni.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.netlink.NetlinkTransport;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtMessage;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.Rtnetlink;
import dev.vpccni.netlink.RtnetlinkCodec;
import dev.vpccni.netlink.Rule;
import dev.vpccni.netlink.socket.JnrNetlinkTransport;
import dev.vpccni.netlink.socket.Nftables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The host room against the kernel. Needs root and libnftables1; works in namespaces of its own.
class HostNetworkIT {
    private static final Duration LINK_WAIT = Duration.ofSeconds(5);
    private static final int RTNLGRP_IPV4_IFADDR = 5;
    private static final int RTNLGRP_IPV4_ROUTE = 7;
    private static final int RTNLGRP_IPV4_RULE = 8;

    private final NodeAndVpc box;
    private final HostNetworkApplier applier;
    private final Nftables nftables;
    private final HostNetwork network = Fixtures.network(Fixtures.SECOND);

    HostNetworkIT() throws Exception {
        box = new NodeAndVpc();
        applier =
                HostNetworkApplier.openIn(
                        box.node.path(), Path.of("/proc/sys"), LINK_WAIT, InstantSource.system());
        nftables = Nftables.open(box.node.path());
    }

    @BeforeEach
    void attachSecondEni() {
        box.eni("eth1", Fixtures.SECOND);
    }

    @AfterEach
    void removeNamespaces() {
        nftables.close();
        applier.close();
        box.close();
    }

    @Test
    void setsUpAFreshNodeAndThenWritesNothing() {
        Applied first = applier.apply(network);
        Applied second = applier.apply(network);

        // mtu, group of two links, up of one; address; 2 routes; 3 rules
        assertThat(first).isEqualTo(new Applied(11, 1, 1));
        assertThat(second).isEqualTo(new Applied(0, 0, 0));
        assertThat(box.node.rtnetlink().rules(Family.IPV4))
                .containsAll(
                        List.of(
                                Rule.moreSpecificThan(Family.IPV4, 31, 254, 512).exceptGroup(3778),
                                Rule.marked(Family.IPV4, 0x80, 0x80, 254, 1024),
                                Rule.from(IpPrefix.parse("10.0.1.20"), 2, 32765)));
        int eth1 = NodeAndVpc.index(box.node, "eth1");
        assertThat(box.node.rtnetlink().routes(Family.IPV4))
                .contains(
                        Route.connected(IpPrefix.parse("10.0.1.1"), eth1, 2),
                        Route.defaultVia(IpAddress.parse("10.0.1.1"), eth1, 2));
        assertThat(box.hasConnectedRoute(IpPrefix.parse("10.0.1.0/24"))).isFalse();
        assertThat(NodeAndVpc.link(box.node, "eth1").mtu()).isEqualTo(9001);
    }

    @Test
    void sendsNothingToTheKernelOnAnUnchangedNode() {
        applier.apply(network);
        try (NetlinkTransport monitor =
                JnrNetlinkTransport.monitor(
                        box.node.path(),
                        RTNLGRP_IPV4_IFADDR,
                        RTNLGRP_IPV4_ROUTE,
                        RTNLGRP_IPV4_RULE)) {
            String before = nftables.run("list ruleset");

            applier.apply(network);

            assertThat(nftables.run("list ruleset")).isEqualTo(before);
            assertThatThrownBy(() -> monitor.receive(new byte[8192], 50))
                    .isInstanceOfSatisfying(
                            NetlinkException.class,
                            e -> assertThat(e.errno()).isEqualTo(NetlinkException.ETIMEDOUT));
        }
    }

    @Test
    void repairsWhatOthersRemoved() {
        applier.apply(network);
        box.node
                .rtnetlink()
                .execute(
                        new RtRequest.DeleteRule(Rule.from(IpPrefix.parse("10.0.1.20"), 2, 32765)));

        assertThat(applier.apply(network)).isEqualTo(new Applied(1, 0, 0));

        nftables.run("flush chain ip vpc-cni node-snat");
        assertThat(applier.apply(network)).isEqualTo(new Applied(0, 0, 1));
        nftables.run("delete element ip vpc-cni untranslated { 10.0.0.0/16 }");
        assertThat(applier.apply(network)).isEqualTo(new Applied(0, 0, 1));
        nftables.run("flush ruleset");
        assertThat(applier.apply(network)).isEqualTo(new Applied(0, 0, 1));
        assertThat(applier.apply(network).writes()).isZero();
    }

    @Test
    void keepsTheAddressThatIsThereAndTakesItsConnectedRoute() {
        NodeAndVpc.up(box.node, "eth1");
        NodeAndVpc.address(box.node, "eth1", Fixtures.SECOND.address(), 24);
        assertThat(box.hasConnectedRoute(IpPrefix.parse("10.0.1.0/24"))).isTrue();
        try (NetlinkTransport monitor =
                JnrNetlinkTransport.monitor(box.node.path(), RTNLGRP_IPV4_IFADDR)) {
            applier.apply(network);

            assertThatThrownBy(() -> monitor.receive(new byte[8192], 50))
                    .isInstanceOf(NetlinkException.class);
        }
        assertThat(box.hasConnectedRoute(IpPrefix.parse("10.0.1.0/24"))).isFalse();
    }

    @Test
    void replacesAWrongAddressThatHoldsTheSubnet() {
        NodeAndVpc.up(box.node, "eth1");
        NodeAndVpc.address(box.node, "eth1", IpAddress.parse("10.0.1.99"), 24);
        NodeAndVpc.address(box.node, "eth1", Fixtures.SECOND.address(), 24);

        applier.apply(network);

        assertThat(box.node.rtnetlink().addresses(Family.IPV4))
                .filteredOn(address -> address.linkIndex() == NodeAndVpc.index(box.node, "eth1"))
                .extracting(LinkAddress::address)
                .containsExactly(Fixtures.SECOND.address());
        assertThat(applier.apply(network).writes()).isZero();
    }

    @Test
    void clearsUpAfterAnEniThatHasGone() {
        applier.apply(network);
        box.vpc.rtnetlink().execute(new RtRequest.DeleteLink(NodeAndVpc.index(box.vpc, "v-eth1")));

        Applied applied = applier.apply(Fixtures.network());

        assertThat(applied).isEqualTo(new Applied(1, 0, 0));
        assertThat(box.node.rtnetlink().rules(Family.IPV4))
                .noneMatch(rule -> rule.priority() == 32765);
    }

    @Test
    void removesTheTableWhenExternalSnatLeavesItEmpty() {
        applier.apply(network);

        applier.apply(Fixtures.network(Fixtures.snat(true, false), Fixtures.SECOND));

        assertThat(nftables.run("list ruleset")).isEmpty();
        assertThat(box.node.rtnetlink().rules(Family.IPV4))
                .noneMatch(rule -> rule.priority() == 1024);
    }

    @Test
    void leavesForeignTablesAlone() {
        nftables.run("table ip other { chain c { counter; }; }");

        applier.apply(network);

        assertThat(nftables.run("list tables"))
                .contains("table ip other")
                .contains("table ip vpc-cni");
    }

    @Test
    void waitsForTheInterfaceOfAnEniJustAttached() throws Exception {
        HostNetwork three =
                Fixtures.network(
                        Fixtures.SECOND, Fixtures.eni("eni-2", 2, "10.0.3.30", "10.0.3.0/24", 3));
        List<Applied> results = new ArrayList<>();
        Thread applying = Thread.ofPlatform().start(() -> results.add(applier.apply(three)));
        Thread.sleep(100);

        box.eni("eth2", three.secondaries().get(1));
        applying.join();

        assertThat(results).hasSize(1);
        assertThat(box.node.rtnetlink().rules(Family.IPV4))
                .contains(Rule.from(IpPrefix.parse("10.0.3.30"), 3, 32765));
    }

    @Test
    void namesTheEniWhoseInterfaceNeverComes() {
        HostNetwork three = Fixtures.network(Fixtures.SECOND, Fixtures.THIRD);
        try (HostNetworkApplier impatient =
                HostNetworkApplier.openIn(
                        box.node.path(),
                        Path.of("/proc/sys"),
                        Duration.ofMillis(50),
                        InstantSource.system())) {
            assertThatThrownBy(() -> impatient.apply(three))
                    .isInstanceOfSatisfying(
                            HostNetworkException.class,
                            e ->
                                    assertThat(e.step())
                                            .isEqualTo(HostNetworkException.Step.FIND_LINK))
                    .hasMessage(
                            "no interface with the MAC address of eni-2 (0e:00:00:00:00:02) within 50 ms;"
                                    + " check that the ENI is attached to this instance");
        }
    }

    @Test
    void seesToTheOtherEnisThoughOneIsMissing() {
        HostNetwork three = Fixtures.network(Fixtures.SECOND, Fixtures.THIRD);
        try (HostNetworkApplier impatient =
                HostNetworkApplier.openIn(
                        box.node.path(),
                        Path.of("/proc/sys"),
                        Duration.ZERO,
                        InstantSource.system())) {
            assertThatThrownBy(() -> impatient.apply(three))
                    .isInstanceOf(HostNetworkException.class);
        }

        assertThat(applier.apply(network).writes()).isZero();
    }

    @Test
    void namesTheEniWhoseChangeTheKernelRefuses() {
        try (HostNetworkApplier refused =
                new HostNetworkApplier(
                        new Rtnetlink(
                                new MisdirectedAddresses(
                                        JnrNetlinkTransport.open(box.node.path()))),
                        JnrNetlinkTransport::open,
                        Nftables.open(box.node.path()),
                        new Sysctls(Path.of("/proc/sys"), Optional.of(box.node.path())),
                        LINK_WAIT,
                        InstantSource.system())) {
            assertThatThrownBy(() -> refused.apply(network))
                    .isInstanceOfSatisfying(
                            HostNetworkException.class,
                            e -> assertThat(e.step()).isEqualTo(HostNetworkException.Step.CHANGE))
                    .hasMessage(
                            "set up the network of eni-1 (0e:00:00:00:00:01): address add 10.0.1.20/24 dev "
                                    + NodeAndVpc.index(box.node, "eth1")
                                    + ": ENODEV (no such device) (ipv4: Device not found)");
        }
        assertThat(applier.apply(network).writes()).as("goes on from there").isPositive();
    }

    @Test
    void saysThatSettingsNeedAPrivilegedContainer() {
        try (HostNetworkApplier confined =
                HostNetworkApplier.openIn(
                        box.node.path(),
                        Path.of("/proc/no-such-sys"),
                        LINK_WAIT,
                        InstantSource.system())) {
            assertThatThrownBy(() -> confined.apply(network))
                    .isInstanceOfSatisfying(
                            HostNetworkException.class,
                            e -> assertThat(e.step()).isEqualTo(HostNetworkException.Step.SYSCTL))
                    .hasMessageStartingWith(
                            "set net/ipv4/conf/eth0/rp_filter = 2: /proc/no-such-sys/")
                    .hasMessageEndingWith("the container must be privileged");
        }
    }

    @Test
    void hearsOfItsOwnRuleByNotification() {
        try (NetlinkTransport monitor =
                JnrNetlinkTransport.monitor(box.node.path(), RTNLGRP_IPV4_RULE)) {
            applier.apply(network);
            byte[] buffer = new byte[8192];

            assertThat(RtnetlinkCodec.decode(buffer, monitor.receive(buffer, 1_000)))
                    .first()
                    .isInstanceOf(RtMessage.RuleMessage.class);
        }
    }

    /// A socket that sends requests for new addresses to an interface that does not exist.
    private record MisdirectedAddresses(NetlinkTransport real) implements NetlinkTransport {
        private static final int RTM_NEWADDR = 20;
        private static final int TYPE = 4;
        private static final int INDEX = 16 + 4;

        @Override
        public void send(byte[] message, int length) {
            byte[] sent = message.clone();
            if (sent[TYPE] == RTM_NEWADDR) {
                sent[INDEX] = 99;
            }
            real.send(sent, length);
        }

        @Override
        public int receive(byte[] buffer, int timeoutMillis) {
            return real.receive(buffer, timeoutMillis);
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
