package dev.vpccni.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.RtRequest.Mode;
import dev.vpccni.netlink.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostDiffTest {
    private static final int ETH1 = 3;

    @Test
    void isEmptyForANodeThatIsRight() {
        HostNetwork network = Fixtures.network(Fixtures.SECOND, Fixtures.THIRD);
        FakeKernel kernel = applied(network);

        assertThat(diff(network, kernel)).hasToString("");
        assertThat(diff(network, kernel).writes()).isZero();
    }

    /// The incumbent left the node with an address of its own making and rules of its own; only the difference is sent.
    @Test
    void leavesWhatTheIncumbentPutRight() {
        FakeKernel kernel = applied(Fixtures.network());
        LinkAddress address = new LinkAddress(ETH1, Fixtures.SECOND.address(), 24, 0, 0);
        kernel.links.set(1, Fixtures.links(1).get(1));
        kernel.apply(new RtRequest.AddAddress(address, Mode.CREATE));
        kernel.apply(
                new RtRequest.AddRoute(
                        Route.connected(IpPrefix.parse("10.0.1.1"), ETH1, 2), Mode.CREATE));
        kernel.apply(
                new RtRequest.AddRoute(
                        Route.defaultVia(IpAddress.parse("10.0.1.1"), ETH1, 2), Mode.CREATE));
        kernel.rules.add(Rule.from(IpPrefix.parse("10.0.1.20"), 2, 32765));
        kernel.rules.add(Rule.to(IpPrefix.parse("10.0.1.21"), 254, 512));
        kernel.rules.add(Rule.from(IpPrefix.parse("10.0.1.21"), 2, 1536));

        assertThat(diff(Fixtures.network(Fixtures.SECOND), kernel))
                .hasToString(
                        """
                        link set dev 3 mtu 9001
                        link set dev 3 group 3778
                        link set dev 3 up
                        route delete 10.0.1.0/24 dev 3 scope link table 254 src 10.0.1.20\
                        """);
    }

    @Test
    void repairsOneMissingRule() {
        HostNetwork network = Fixtures.network(Fixtures.SECOND);
        FakeKernel kernel = applied(network);
        kernel.rules.removeIf(rule -> rule.priority() == 32765);

        assertThat(diff(network, kernel))
                .hasToString("rule add priority 32765 from 10.0.1.20/32 lookup 2");
    }

    @Test
    void replacesARouteInPlace() {
        HostNetwork network = Fixtures.network(Fixtures.SECOND);
        FakeKernel kernel = applied(network);
        kernel.routes.replaceAll(route ->
                route.destination().length() == 0
                        ? Route.defaultVia(IpAddress.parse("10.0.1.254"), ETH1, 2)
                        : route);

        assertThat(diff(network, kernel))
                .hasToString("route replace 0.0.0.0/0 via 10.0.1.1 dev 3 table 2");
    }

    @Test
    void replacesTheWholeTableWhenARuleIsMissingInIt() {
        HostNetwork network = Fixtures.network();
        FakeKernel kernel = applied(network);
        SeenTable table = kernel.table.orElseThrow();
        kernel.table =
                Optional.of(
                        new SeenTable(
                                table.fingerprint(), Map.of("node-snat", 2), table.setSizes()));

        HostDiff diff = diff(network, kernel);

        assertThat(diff.changes()).isEmpty();
        assertThat(diff.netfilter())
                .hasValueSatisfying(commands ->
                        assertThat(commands)
                                .startsWith(
                                        "add table ip vpc-cni\ndelete table ip vpc-cni\ntable ip vpc-cni {\n"));
    }

    @Test
    void removesTheTableWhenNothingIsTranslatedOrMarked() {
        FakeKernel kernel = applied(Fixtures.network());

        HostDiff diff = diff(Fixtures.network(Fixtures.snat(true, false)), kernel);

        assertThat(diff.netfilter()).contains("add table ip vpc-cni\ndelete table ip vpc-cni\n");
        assertThat(diff.changes())
                .extracting(change -> change.request())
                .containsExactly(
                        new RtRequest.DeleteRule(Rule.marked(Family.IPV4, 0x80, 0x80, 254, 1024)));
    }

    @Test
    void removesWhatAnEniLeftBehind() {
        FakeKernel kernel = applied(Fixtures.network(Fixtures.SECOND, Fixtures.THIRD));

        assertThat(diff(Fixtures.network(Fixtures.SECOND), kernel))
                .hasToString(
                        """
                        rule delete priority 32765 from 10.0.0.30/32 lookup 10101
                        route delete 10.0.0.1/32 dev 4 scope link table 10101
                        route delete 0.0.0.0/0 via 10.0.0.1 dev 4 table 10101\
                        """);
    }

    @Test
    void movesAnAddressThatCameWithAnotherTable() {
        HostEni moved = Fixtures.eni("eni-1", 1, "10.0.1.20", "10.0.1.0/24", 3);
        FakeKernel kernel = applied(Fixtures.network(Fixtures.SECOND));

        assertThat(diff(Fixtures.network(moved), kernel))
                .hasToString(
                        """
                        route replace 10.0.1.1/32 dev 3 scope link table 3
                        route replace 0.0.0.0/0 via 10.0.1.1 dev 3 table 3
                        rule add priority 32765 from 10.0.1.20/32 lookup 3
                        rule delete priority 32765 from 10.0.1.20/32 lookup 2
                        route delete 10.0.1.1/32 dev 3 scope link table 2
                        route delete 0.0.0.0/0 via 10.0.1.1 dev 3 table 2\
                        """);
    }

    @Test
    void leavesWhatOthersPutAtItsPriorities() {
        HostNetwork network = Fixtures.network(Fixtures.SECOND);
        FakeKernel kernel = applied(network);
        kernel.rules.add(Rule.to(IpPrefix.parse("10.0.1.21"), 254, 512));
        kernel.rules.add(Rule.moreSpecificThan(Family.IPV4, 0, 254, 512));
        kernel.rules.add(Rule.marked(Family.IPV4, 0x10, 0xff, 254, 1024));
        kernel.rules.add(Rule.marked(Family.IPV4, 0x10, 0x10, 100, 1024));
        kernel.rules.add(Rule.to(IpPrefix.parse("10.9.0.0/16"), 100, 1535));
        kernel.rules.add(Rule.from(IpPrefix.parse("192.168.7.7"), 2, 32765));
        kernel.rules.add(Rule.from(IpPrefix.parse("10.0.0.7"), 52, 32765));
        kernel.rules.add(Rule.from(IpPrefix.parse("10.0.0.0/28"), 2, 32765));
        kernel.rules.add(Rule.from(IpPrefix.parse("10.0.1.9"), 2, 32764));
        kernel.routes.add(
                Route.via(IpPrefix.parse("172.16.0.0/12"), IpAddress.parse("10.0.1.9"), ETH1, 2));
        kernel.routes.add(Route.defaultVia(IpAddress.parse("10.0.1.1"), ETH1, 52));

        assertThat(diff(network, kernel)).hasToString("");
    }

    @Test
    void followsAChangedMarkAndServiceBlock() {
        FakeKernel kernel = applied(withServices("192.0.2.0/24"));
        SnatSettings other =
                new SnatSettings(false, SnatSettings.Ports.KEPT, List.of(), true, 0x100, "eni");
        HostNetwork network =
                new HostNetwork(
                        Fixtures.PRIMARY,
                        List.of(),
                        Fixtures.blocks("10.0.0.0/16"),
                        other,
                        9001,
                        Fixtures.blocks("198.51.100.0/24"));

        assertThat(diff(network, kernel).changes())
                .extracting(change -> change.request())
                .containsExactly(
                        new RtRequest.AddRule(Rule.marked(Family.IPV4, 0x100, 0x100, 254, 1024)),
                        new RtRequest.AddRule(
                                Rule.to(IpPrefix.parse("198.51.100.0/24"), 254, 1535)),
                        new RtRequest.DeleteRule(Rule.marked(Family.IPV4, 0x80, 0x80, 254, 1024)),
                        new RtRequest.DeleteRule(
                                Rule.to(IpPrefix.parse("192.0.2.0/24"), 254, 1535)));
    }

    /// The kernel removes our address, and with it our routes, together with the wrong one that came first. The wrong
    /// one's connected route is gone by then too; that its removal finds nothing is no error.
    @Test
    void bringsBackWhatTheKernelTakesAlong() {
        HostNetwork network = Fixtures.network(Fixtures.SECOND);
        FakeKernel kernel = applied(network);
        LinkAddress own = kernel.addresses.getFirst();
        LinkAddress wrong = new LinkAddress(ETH1, IpAddress.parse("10.0.1.99"), 24, 0, 0);
        kernel.addresses.clear();
        kernel.apply(new RtRequest.AddAddress(wrong, Mode.CREATE));
        kernel.apply(new RtRequest.AddAddress(own, Mode.CREATE));

        HostDiff diff = diff(network, kernel);

        assertThat(diff)
                .hasToString(
                        """
                        address delete 10.0.1.99/24 dev 3
                        address replace 10.0.1.20/24 dev 3
                        route replace 10.0.1.1/32 dev 3 scope link table 2
                        route replace 0.0.0.0/0 via 10.0.1.1 dev 3 table 2
                        route delete 10.0.1.0/24 dev 3 scope link table 254 src 10.0.1.99\
                        """);
        kernel.apply(diff);
        assertThat(diff(network, kernel)).hasToString("");
    }

    @Test
    void namesTheEniOfAChange() {
        FakeKernel kernel = new FakeKernel(Fixtures.links(1));

        assertThat(diff(Fixtures.network(Fixtures.SECOND), kernel).changes())
                .extracting(HostDiff.Change::subject)
                .containsOnly("eni-0 (0e:00:00:00:00:00)", "eni-1 (0e:00:00:00:00:01)", "the node");
    }

    /// Whatever was there before and whatever is wanted: one application is enough, and a second one finds nothing.
    @ParameterizedTest
    @MethodSource("dev.vpccni.inet.Seeds#all")
    void needsOneApplicationFromAnyState(long seed) {
        Random random = new Random(seed);
        FakeKernel kernel = new FakeKernel(Fixtures.links(2));
        for (int step = 0; step < 6; step++) {
            disturb(kernel, random);
            HostNetwork network = anyNetwork(random);
            List<Rule> foreign =
                    kernel.rules.stream().filter(rule -> rule.priority() == 1536).toList();

            kernel.apply(diff(network, kernel));

            assertThat(diff(network, kernel)).hasToString("");
            assertThat(kernel.rules).containsAll(foreign);
            assertThat(kernel.routes)
                    .noneMatch(route ->
                            route.table() == 254
                                    && Fixtures.desired(network, kernel.links)
                                            .secondaries()
                                            .stream()
                                            .anyMatch(link ->
                                                    link.link().index() == route.linkIndex()
                                                            && route.destination()
                                                                    .equals(link.eni().subnet())));
        }
    }

    private static void disturb(FakeKernel kernel, Random random) {
        Collections.shuffle(kernel.rules, random);
        drop(kernel.rules, random);
        drop(kernel.routes, random);
        if (random.nextBoolean()) {
            kernel.table = Optional.empty();
        }
        int host = 1 + random.nextInt(200);
        int link = ETH1 + random.nextInt(2);
        String subnet = link == ETH1 ? "10.0.1." : "10.0.0.";
        LinkAddress address =
                new LinkAddress(
                        link,
                        IpAddress.parse(subnet + host),
                        random.nextBoolean() ? 24 : 25 + random.nextInt(8),
                        0,
                        0);
        kernel.apply(new RtRequest.AddAddress(address, Mode.REPLACE));
        kernel.rules.add(Rule.from(IpPrefix.parse(subnet + (host + 1)), 2, 1536));
        Rule stray = Rule.from(IpPrefix.parse(subnet + host), 2 + random.nextInt(3), 32765);
        if (!kernel.rules.contains(stray)) {
            kernel.rules.add(stray);
        }
    }

    private static <T> void drop(List<T> objects, Random random) {
        if (!objects.isEmpty() && random.nextBoolean()) {
            objects.remove(random.nextInt(objects.size()));
        }
    }

    private static HostNetwork anyNetwork(Random random) {
        List<HostEni> secondaries = new ArrayList<>();
        if (random.nextBoolean()) {
            secondaries.add(Fixtures.SECOND);
        }
        if (random.nextBoolean()) {
            secondaries.add(Fixtures.THIRD);
        }
        return Fixtures.network(
                Fixtures.snat(random.nextBoolean(), random.nextBoolean()),
                secondaries.toArray(HostEni[]::new));
    }

    private static HostNetwork withServices(String... services) {
        return new HostNetwork(
                Fixtures.PRIMARY,
                List.of(),
                Fixtures.blocks("10.0.0.0/16"),
                Fixtures.snat(),
                9001,
                Fixtures.blocks(services));
    }

    private static FakeKernel applied(HostNetwork network) {
        FakeKernel kernel = new FakeKernel(Fixtures.links(2));
        kernel.apply(diff(network, kernel));
        return kernel;
    }

    private static HostDiff diff(HostNetwork network, FakeKernel kernel) {
        return HostDiff.of(Fixtures.desired(network, kernel.links), kernel.see());
    }
}
