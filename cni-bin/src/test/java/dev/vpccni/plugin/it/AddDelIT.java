package dev.vpccni.plugin.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.Neighbor;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.Rule;
import dev.vpccni.plugin.testing.StubAgent;
import dev.vpccni.plugin.testing.TestCall;
import dev.vpccni.plugin.testing.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// ADD and DEL of the native binary: what the kernel has afterwards, and that nothing stays.
class AddDelIT {
    /// Host veth of default/sample-pod. Source: spec/dataplane.md 1.4.
    private static final String HOST_VETH = "enicc21c2d7785";

    private static final String KEY = "/v1/attachments/aws-cni/3f2a9c0d1e/eth0";
    private static final IpAddress POD = IpAddress.parse("10.0.1.20");
    private static final IpAddress GATEWAY = IpAddress.parse("169.254.1.1");

    @TempDir private Path files;
    private Bench bench;
    private TestNode.Net node;
    private TestNode.Net pod;
    private List<String> emptyNode;

    @BeforeEach
    void makeNode() {
        bench = Bench.open(files);
        node = bench.node.net();
        pod = bench.node.newNamespace();
        emptyNode = node.state();
    }

    @AfterEach
    void removeNode() {
        bench.close();
    }

    @Test
    void wiresAPodOfThePrimaryInterface() {
        JsonObject result = bench.succeed(add());

        Link inside = pod.link("eth0");
        Link outside = node.link(HOST_VETH);
        assertThat(inside.isUp()).isTrue();
        assertThat(inside.mtu()).isEqualTo(9001);
        assertThat(outside.isUp()).isTrue();
        assertThat(outside.mtu()).isEqualTo(9001);
        assertThat(outside.alias()).isEqualTo("aws-cni/3f2a9c0d1e/eth0");
        assertThat(pod.addresses(Family.IPV4))
                .filteredOn(a -> a.linkIndex() == inside.index())
                .extracting(LinkAddress::address, LinkAddress::prefixLength)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(POD, 32));
        assertThat(mainRoutes(pod))
                .containsExactlyInAnyOrder(
                        Route.connected(GATEWAY.toPrefix(), inside.index(), 254),
                        Route.defaultVia(GATEWAY, inside.index(), 254));
        assertThat(pod.neighbors(Family.IPV4))
                .contains(
                        Neighbor.permanent(
                                inside.index(), GATEWAY, Objects.requireNonNull(outside.mac())));
        assertThat(mainRoutes(node))
                .containsExactly(Route.connected(POD.toPrefix(), outside.index(), 254));
        assertThat(sourceRules(POD)).isEmpty();
        assertThat(result)
                .isEqualTo(
                        Json.parse(
                                """
                                {"cniVersion":"1.1.0","interfaces":[
                                {"name":"%s","mac":"%s","mtu":9001},
                                {"name":"eth0","mac":"%s","mtu":9001,"sandbox":"%s"}],
                                "ips":[{"interface":1,"address":"10.0.1.20/32"}],"dns":{}}\
                                """
                                        .formatted(
                                                HOST_VETH,
                                                outside.mac(),
                                                inside.mac(),
                                                pod.path())));
    }

    @Test
    void tellsTheAgentWhoAsks() {
        bench.succeed(add());

        StubAgent.Request put = bench.agent.requests().get(0);
        JsonObject body = Json.parse(put.body()).asObject();
        assertThat(put).hasToString("PUT " + KEY);
        assertThat(put.header("Vpc-Cni-Protocol")).isEqualTo("1");
        assertThat(body.getString("podName", "")).isEqualTo("sample-pod");
        assertThat(body.getString("podNamespace", "")).isEqualTo("default");
        assertThat(body.getString("podUid", "")).isEqualTo("u-1");
        assertThat(body.getString("netns", "")).isEqualTo(pod.path().toString());
        assertThat(body.getInt("deadlineMs", 0)).isBetween(1, 1999);
    }

    @Test
    void aPodOfAnotherInterfaceLeavesByThatInterfacesTable() {
        bench.give(Bench.address("10.0.1.20", 3));

        bench.succeed(add());

        assertThat(sourceRules(POD)).containsExactly(Rule.from(POD.toPrefix(), 3, 1536));
    }

    @Test
    void aRuleThatAnEarlierOwnerLeftIsReplaced() {
        node.execute(new RtRequest.AddRule(Rule.from(POD.toPrefix(), 7, 1536)));
        bench.give(Bench.address("10.0.1.20", 3));

        bench.succeed(add());

        assertThat(sourceRules(POD)).containsExactly(Rule.from(POD.toPrefix(), 3, 1536));
    }

    @Test
    void packetsReachThePodAndComeBack() throws Exception {
        int loopback = node.link("lo").index();
        LinkAddress nodeAddress = new LinkAddress(loopback, IpAddress.parse("10.0.1.10"), 32, 0, 0);
        node.execute(new RtRequest.AddAddress(nodeAddress, RtRequest.Mode.CREATE));
        bench.succeed(add());

        Process ping =
                new ProcessBuilder(
                                "ip",
                                "netns",
                                "exec",
                                node.name(),
                                "ping",
                                "-c",
                                "1",
                                "-W",
                                "5",
                                "10.0.1.20")
                        .redirectErrorStream(true)
                        .start();
        String output =
                new String(
                        ping.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);

        assertThat(ping.waitFor()).as(output).isZero();
    }

    @Test
    void anIpv6AddressIsUsableAtOnce() {
        bench.give(Bench.address("2001:db8::17", 5));

        bench.succeed(add());

        Link inside = pod.link("eth0");
        IpAddress address = IpAddress.parse("2001:db8::17");
        assertThat(pod.addresses(Family.IPV6))
                .filteredOn(a -> a.address().equals(address))
                .singleElement()
                .satisfies(a -> assertThat(a.flags() & LinkAddress.UNUSABLE).isZero());
        assertThat(pod.routes(Family.IPV6))
                .anySatisfy(route -> {
                    assertThat(route.destination().length()).isZero();
                    assertThat(route.gateway()).isEqualTo(IpAddress.parse("fe80::1"));
                    assertThat(route.linkIndex()).isEqualTo(inside.index());
                });
        assertThat(node.rules(Family.IPV6)).contains(Rule.from(address.toPrefix(), 5, 1536));

        bench.succeed(del());
        assertThat(node.state()).isEqualTo(emptyNode);
    }

    @Test
    void aPodCanHaveSeveralInterfaces() {
        bench.give(
                Bench.address("10.0.1.20", 2),
                Bench.address("10.0.9.9", 10101).replace("169.254.1.1", "169.254.1.2"));

        JsonObject result = bench.succeed(add());

        Link second = pod.link("mNicIf1");
        IpPrefix address = IpPrefix.parse("10.0.9.9/32");
        assertThat(pod.rules(Family.IPV4)).contains(Rule.from(address, 1, 1));
        assertThat(pod.routes(Family.IPV4))
                .contains(Route.defaultVia(IpAddress.parse("169.254.1.2"), second.index(), 1));
        assertThat(node.rules(Family.IPV4)).contains(Rule.from(address, 10101, 1536));
        assertThat(result.get("ips").asArray()).hasSize(2);

        bench.succeed(del().json("prevResult", result));
        assertThat(node.state()).isEqualTo(emptyNode);
        assertThat(pod.hasLink("mNicIf1")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"})
    void everySpecificationVersionGoesFromAddToDel(String version) {
        JsonObject result = bench.succeed(add().config("cniVersion", version));

        assertThat(result.getString("cniVersion", "")).isEqualTo(version);
        bench.succeed(del().config("cniVersion", version).json("prevResult", result));
        assertThat(node.state()).isEqualTo(emptyNode);
        assertThat(bench.held).isEmpty();
    }

    @Test
    void delRemovesEverythingBeforeItGivesTheAddressBack() {
        bench.give(Bench.address("10.0.1.20", 3));
        JsonObject result = bench.succeed(add());
        List<List<String>> seenAtRelease = new ArrayList<>();
        bench.agent.answer(request -> {
            if (request.method().equals("DELETE")) {
                seenAtRelease.add(node.state());
            }
            return bench.keepBooks(request);
        });

        bench.succeed(del().json("prevResult", result));

        assertThat(seenAtRelease).containsExactly(emptyNode);
        assertThat(pod.hasLink("eth0")).isFalse();
        assertThat(bench.held).isEmpty();
        assertThat(bench.agent.calls())
                .containsExactly("PUT " + KEY, "GET " + KEY, "DELETE " + KEY);
    }

    @Test
    void delCanBeRepeatedWithAndWithoutItsNamespace() throws IOException {
        JsonObject result = bench.succeed(add());
        bench.succeed(del().json("prevResult", result));

        bench.succeed(del().json("prevResult", result));
        bench.succeed(del().env("CNI_NETNS", ""));
        bench.succeed(del().withoutEnv("CNI_NETNS"));
        bench.succeed(del().env("CNI_NETNS", "/run/netns/plugit-gone"));

        assertThat(node.state()).isEqualTo(emptyNode);
        assertThat(bench.tombstoneFiles()).isEmpty();
    }

    @Test
    void delCleansUpAfterANamespaceThatWentFirst() throws InterruptedException {
        bench.give(Bench.address("10.0.1.20", 3));
        bench.succeed(add());
        pod.delete();
        while (node.hasLink(HOST_VETH)) {
            Thread.sleep(10);
        }
        assertThat(sourceRules(POD)).isNotEmpty();

        bench.succeed(del());

        assertThat(node.state()).isEqualTo(emptyNode);
        assertThat(bench.held).isEmpty();
    }

    @Test
    void delWithoutTheAgentLeavesANoteForIt() throws IOException {
        bench.give(Bench.address("10.0.1.20", 3));
        JsonObject result = bench.succeed(add());
        bench.agent.close();

        bench.succeed(del().json("prevResult", result));
        bench.succeed(del().json("prevResult", result));

        assertThat(node.state()).isEqualTo(emptyNode);
        Path note = bench.tombstoneFiles().get(0);
        JsonObject content = Json.parse(Files.readString(note)).asObject();
        assertThat(bench.tombstoneFiles()).hasSize(1);
        assertThat(note.getFileName().toString()).matches("[0-9a-f]{40}\\.json");
        assertThat(content.getString("network", "")).isEqualTo("aws-cni");
        assertThat(content.getString("containerId", "")).isEqualTo(TestCall.CONTAINER);
        assertThat(content.getString("ifName", "")).isEqualTo("eth0");
        assertThat(content.getLong("time", 0)).isPositive();
        assertThat(Bench.mode(note)).isEqualTo("rw-------");
        assertThat(Bench.mode(bench.tombstones)).isEqualTo("rwx------");
    }

    @Test
    void delWithoutAgentAndResultFindsThePodByItsInterface() throws IOException {
        bench.give(Bench.address("10.0.1.20", 3));
        bench.succeed(add());
        bench.agent.close();

        bench.succeed(del());

        assertThat(node.state()).isEqualTo(emptyNode);
        assertThat(bench.tombstoneFiles()).hasSize(1);
    }

    @Test
    void aLateDelDoesNotTouchTheNextSandboxOfThePod() {
        bench.give(Bench.address("10.0.1.20", 3));
        JsonObject first = bench.succeed(add());
        bench.succeed(del());
        bench.give(Bench.address("10.0.1.21", 3));
        bench.succeed(add().env("CNI_CONTAINERID", "second"));
        List<String> before = node.state();

        bench.succeed(del().json("prevResult", first));

        assertThat(node.state()).isEqualTo(before);
        assertThat(bench.held).hasSize(1);
    }

    @Test
    void aLateDelDoesNotTouchTheNextPodWithTheAddress() {
        bench.give(Bench.address("10.0.1.20", 3));
        JsonObject first = bench.succeed(add());
        bench.succeed(del());
        bench.succeed(add().env("CNI_CONTAINERID", "second").pod("default", "other"));
        List<String> before = node.state();
        bench.agent.close();

        bench.succeed(del().json("prevResult", first));

        assertThat(node.state()).isEqualTo(before);
    }

    @Test
    void aPodOfTheIncumbentIsDeletedWithItsRules() {
        JsonObject result = bench.succeed(add());
        int index = node.link(HOST_VETH).index();
        node.execute(new RtRequest.SetAlias(index, ""));
        node.execute(new RtRequest.AddRule(Rule.to(POD.toPrefix(), 254, 512)));
        node.execute(new RtRequest.AddRule(Rule.from(POD.toPrefix(), 4, 1536)));
        bench.held.clear();
        JsonObject incumbent =
                Json.parse(
                                """
                                {"cniVersion":"1.1.0","interfaces":[{"name":"%s"},
                                {"name":"eth0","mac":"4","sandbox":"%s"},
                                {"name":"dummycc21c2d7785","mac":"0","sandbox":"1"}],
                                "ips":[{"interface":1,"address":"10.0.1.20/32"}],"dns":{}}\
                                """
                                        .formatted(HOST_VETH, pod.path()))
                        .asObject();
        assertThat(result.get("interfaces").asArray()).hasSize(2);

        bench.succeed(del().json("prevResult", incumbent));

        assertThat(node.state()).isEqualTo(emptyNode);
    }

    @Test
    void whatTheAgentHasForgottenIsReplacedWhatItKnowsIsNot() {
        bench.succeed(add());
        String owner = bench.held.remove(KEY);
        TestNode.Net next = bench.node.newNamespace();
        TestCall second = bench.call("ADD").env("CNI_CONTAINERID", "second").netns(next.path());

        bench.held.put(KEY, owner);
        JsonObject refused = bench.fail(second);
        assertThat(refused.getInt("code", 0)).isEqualTo(100);
        assertThat(refused.getString("msg", ""))
                .contains(HOST_VETH)
                .contains("container 3f2a9c0d1e, which has not been deleted");
        assertThat(pod.hasLink("eth0")).isTrue();

        bench.held.remove(KEY);
        bench.succeed(second);
        assertThat(pod.hasLink("eth0")).isFalse();
        assertThat(node.link(HOST_VETH).alias()).isEqualTo("aws-cni/second/eth0");
    }

    @Test
    void twentyPodsAtOnce() throws Exception {
        bench.agent.answer(this::answerWithItsOwnAddress);
        List<Callable<JsonObject>> adds = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            TestNode.Net net = bench.node.newNamespace();
            TestCall call =
                    bench.call("ADD")
                            .env("CNI_CONTAINERID", "c" + i)
                            .pod("default", "p" + i)
                            .netns(net.path());
            adds.add(() -> bench.succeed(call));
        }

        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            for (Future<JsonObject> done : pool.invokeAll(adds)) {
                done.get();
            }
        }

        assertThat(sourceRules(null)).hasSize(20);
        assertThat(mainRoutes(node)).hasSize(20);
        assertThat(Files.readAllLines(bench.log))
                .filteredOn(line -> line.contains("\"msg\":\"added\""))
                .hasSize(20)
                .allSatisfy(line -> assertThat(Json.parse(line).isObject()).isTrue());
        assertThat(Bench.mode(bench.log)).isEqualTo("rw-r-----");
    }

    /// Container `c7` gets 10.0.2.7.
    private byte[] answerWithItsOwnAddress(StubAgent.Request request) {
        if (!request.method().equals("PUT")) {
            return bench.keepBooks(request);
        }
        String container = Path.of(request.path()).getName(3).toString();
        String address = "10.0.2." + container.substring(1);
        return StubAgent.json(200, Bench.attachment(Bench.address(address, 2)));
    }

    private TestCall add() {
        return bench.call("ADD").netns(pod.path());
    }

    private TestCall del() {
        return bench.call("DEL").netns(pod.path());
    }

    private List<Rule> sourceRules(@org.jspecify.annotations.Nullable IpAddress source) {
        Stream<Rule> rules =
                node.rules(Family.IPV4).stream().filter(rule -> rule.priority() == 1536);
        return rules.filter(rule -> source == null || source.toPrefix().equals(rule.source()))
                .toList();
    }

    private static List<Route> mainRoutes(TestNode.Net net) {
        return net.routes(Family.IPV4).stream().filter(route -> route.table() == 254).toList();
    }
}
