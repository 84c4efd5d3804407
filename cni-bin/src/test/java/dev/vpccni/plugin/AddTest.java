package dev.vpccni.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.Rule;
import dev.vpccni.plugin.os.OsException;
import dev.vpccni.plugin.testing.FakeAgent;
import dev.vpccni.plugin.testing.FakeOs;
import dev.vpccni.plugin.testing.TestCall;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// ADD against a kernel and an agent in memory: order, undo, and what the runtime is told.
class AddTest {
    private static final String KEY = "/v1/attachments/aws-cni/3f2a9c0d1e/eth0";
    private static final String VETH = "enicc21c2d7785";
    private static final IpPrefix POD = IpPrefix.parse("10.0.1.20/32");

    private final FakeAgent agent = new FakeAgent(FakeAgent.address("10.0.1.20", 3));

    @Test
    void doesEverythingInOrder() {
        FakeOs os = os(add());

        assertThat(Plugin.run(os)).as(os.stdout()).isZero();

        assertThat(os.changes())
                .containsExactly(
                        "pod: link add eth0 type veth peer name " + VETH,
                        "host: sysctl net/ipv6/conf/" + VETH + "/accept_ra=0",
                        "host: sysctl net/ipv6/conf/" + VETH + "/accept_redirects=0",
                        "host: sysctl net/ipv6/conf/" + VETH + "/forwarding=0",
                        "host: link set dev 3 alias aws-cni/3f2a9c0d1e/eth0",
                        "host: link set dev 3 up",
                        "pod: route replace 169.254.1.1/32 dev 2 scope link table 254",
                        "pod: route add 0.0.0.0/0 via 169.254.1.1 dev 2 table 254",
                        "pod: address add 10.0.1.20/32 dev 2",
                        os.changes().get(9),
                        "host: route replace 10.0.1.20/32 dev 3 scope link table 254",
                        "host: rule delete priority 1536 from 10.0.1.20/32 lookup 0",
                        "host: rule add priority 1536 from 10.0.1.20/32 lookup 3");
        assertThat(os.changes().get(9)).startsWith("pod: neighbour replace 169.254.1.1 lladdr ");
        assertThat(os.calls()).containsExactly("PUT " + KEY);
    }

    @Test
    void ipv6IsSwitchedOnAndItsDetectionOffBeforeTheLinksAreUp() {
        agent.give(FakeAgent.attachment("", FakeAgent.address("2001:db8::17", "fe80::1", 254)));
        FakeOs os = os(add());

        assertThat(Plugin.run(os)).as(os.stdout()).isZero();

        List<String> changes = os.changes();
        assertThat(changes.indexOf("host: sysctl net/ipv6/conf/" + VETH + "/accept_dad=0"))
                .isBetween(0, changes.indexOf("host: link set dev 3 up") - 1);
        assertThat(changes.indexOf("pod: sysctl net/ipv6/conf/eth0/disable_ipv6=0"))
                .isBetween(0, changes.indexOf("pod: link set dev 2 up") - 1);
        assertThat(changes.indexOf("pod: sysctl net/ipv6/conf/eth0/accept_dad=0"))
                .isBetween(0, changes.indexOf("pod: link set dev 2 up") - 1);
        assertThat(changes).contains("pod: sysctl net/ipv6/conf/lo/disable_ipv6=0");
        assertThat(changes).noneMatch(change -> change.contains("rule add"));
    }

    @Test
    void theResultHasWhatTheKernelHas() {
        FakeOs os = os(add());

        Plugin.run(os);

        String hostMac = String.valueOf(os.host().links().get(1).mac());
        String podMac = String.valueOf(os.pod().links().get(1).mac());
        assertThat(Json.parse(os.stdout()))
                .isEqualTo(
                        Json.parse(
                                """
                                {"cniVersion":"1.1.0","interfaces":[
                                {"name":"%s","mac":"%s","mtu":9001},
                                {"name":"eth0","mac":"%s","mtu":9001,"sandbox":"/run/netns/pod"}],
                                "ips":[{"interface":1,"address":"10.0.1.20/32"}],"dns":{}}\
                                """
                                        .formatted(VETH, hostMac, podMac)));
    }

    @Test
    void hardwareAddressesAreLocallyAdministeredAndNotMulticast() {
        FakeOs os = os(add());

        Plugin.run(os);

        for (int i = 0; i < 2; i++) {
            String mac = String.valueOf((i == 0 ? os.host() : os.pod()).links().get(1).mac());
            assertThat(Integer.parseInt(mac.substring(0, 2), 16) & 3).as(mac).isEqualTo(2);
        }
    }

    static Stream<Arguments> everyChangeAndFailure() {
        return IntStream.range(0, 13)
                .boxed()
                .flatMap(i ->
                        Stream.of(
                                Arguments.of(i, new NetlinkException("change", 1, "no")),
                                Arguments.of(i, new OsException("change", 1)),
                                Arguments.of(i, new IllegalStateException("a bug"))));
    }

    @ParameterizedTest
    @MethodSource("everyChangeAndFailure")
    void aStepThatFailsIsReportedAndEverythingBeforeItTakenBack(
            int step, RuntimeException failure) {
        FakeOs os = os(add());
        List<String> host = os.host().state();
        List<String> pod = os.pod().state();
        os.failChange(step, failure);

        assertThat(Plugin.run(os)).isEqualTo(1);

        assertThat(os.host().state()).isEqualTo(host);
        assertThat(os.pod().state()).isEqualTo(pod);
        assertThat(agent.held()).isEmpty();
        assertThat(os.calls()).containsExactly("PUT " + KEY, "DELETE " + KEY);
        assertThat(error(os).getString("msg", "")).contains(String.valueOf(failure.getMessage()));
    }

    @Test
    void aSysctlThatTheKernelDoesNotHaveIsNoFailure() {
        FakeOs os = os(add());
        os.failChange(1, new OsException("open", OsException.ENOENT));

        assertThat(Plugin.run(os)).isZero();
    }

    @Test
    void severalInterfacesAreUndoneTogether() {
        agent.give(
                FakeAgent.attachment(
                        "",
                        FakeAgent.address("10.0.1.20", 2),
                        FakeAgent.address("10.0.9.9", "169.254.1.2", 10101)));
        FakeOs whole = os(add());
        assertThat(Plugin.run(whole)).as(whole.stdout()).isZero();
        assertThat(whole.pod().rules(POD.family()))
                .containsExactly(Rule.from(IpPrefix.parse("10.0.9.9/32"), 1, 1));
        int steps = whole.changes().size();

        for (int step = 0; step < steps; step++) {
            agent.held().clear();
            FakeOs os = os(add());
            List<String> host = os.host().state();
            List<String> pod = os.pod().state();
            os.failChange(step, new NetlinkException("change", 1, ""));

            assertThat(Plugin.run(os)).isEqualTo(1);
            assertThat(os.host().state()).as("step " + step).isEqualTo(host);
            assertThat(os.pod().state()).as("step " + step).isEqualTo(pod);
            assertThat(agent.held()).isEmpty();
        }
    }

    @Test
    void anInterfaceThatTheContainerHasIsRefusedBeforeTheAgentIsAsked() {
        FakeOs os = os(add());
        os.pod().haveLink("eth0", "veth", "");

        assertThat(Plugin.run(os)).isEqualTo(1);

        assertThat(error(os).getInt("code", 0)).isEqualTo(100);
        assertThat(error(os).getString("msg", ""))
                .contains("the container has an interface eth0 already");
        assertThat(os.calls()).isEmpty();
        assertThat(os.changes()).isEmpty();
    }

    @Test
    void aHostInterfaceWithoutOwnerAndTrafficIsRemoved() {
        FakeOs os = os(add());
        os.host().haveLink(VETH, "veth", "");

        assertThat(Plugin.run(os)).as(os.stdout()).isZero();

        assertThat(os.changes().get(0)).isEqualTo("host: link delete dev 2");
    }

    @Test
    void aHostInterfaceWithoutOwnerButWithTrafficIsRefused() {
        FakeOs os = os(add());
        int index = os.host().haveLink(VETH, "veth", "");
        os.host().haveRoute(Route.connected(IpPrefix.parse("10.0.1.99/32"), index, 254));

        assertThat(Plugin.run(os)).isEqualTo(1);

        assertThat(error(os).getInt("code", 0)).isEqualTo(100);
        assertThat(error(os).getString("msg", "")).contains(VETH).contains("in use");
        assertThat(os.calls()).isEmpty();
    }

    @Test
    void aHostInterfaceThatIsNoVethIsRefused() {
        FakeOs os = os(add());
        os.host().haveLink(VETH, "dummy", "");

        assertThat(Plugin.run(os)).isEqualTo(1);

        assertThat(error(os).getInt("code", 0)).isEqualTo(100);
    }

    @Test
    void aHostInterfaceWhoseOwnerTheAgentKnowsIsRefused() {
        agent.held().put("/v1/attachments/aws-cni/old/eth0", FakeAgent.attachment(""));
        FakeOs os = os(add());
        os.host().haveLink(VETH, "veth", "aws-cni/old/eth0");

        assertThat(Plugin.run(os)).isEqualTo(1);

        assertThat(error(os).getString("msg", ""))
                .contains("container old, which has not been deleted");
        assertThat(os.calls()).containsExactly("GET /v1/attachments/aws-cni/old/eth0");
    }

    @Test
    void aHostInterfaceWhoseOwnerTheAgentHasForgottenIsRemovedWithItsRules() {
        FakeOs os = os(add());
        int index = os.host().haveLink(VETH, "veth", "aws-cni/old/eth0");
        IpPrefix old = IpPrefix.parse("10.0.1.99/32");
        os.host().haveRoute(Route.connected(old, index, 254));
        os.host().haveRule(Rule.from(old, 5, 1536));

        assertThat(Plugin.run(os)).as(os.stdout()).isZero();

        assertThat(os.host().rules(POD.family())).containsExactly(Rule.from(POD, 3, 1536));
    }

    @Test
    void anAgentThatCannotBeReachedIsWaitedForAWhile() {
        FakeOs os = os(add().config("timeoutMs", "60000"));
        os.refuseConnections();

        assertThat(Plugin.run(os)).isEqualTo(1);

        assertThat(os.elapsedMillis()).isBetween(9_000L, 11_000L);
        assertThat(error(os).getInt("code", 0)).isEqualTo(11);
        assertThat(error(os).getString("msg", ""))
                .startsWith(
                        "add cmd: failed to connect to backend server: the agent at 127.0.0.1:61679")
                .contains("ECONNREFUSED");
        assertThat(os.changes()).isEmpty();
    }

    @Test
    void anAgentThatIsStartingIsAskedAgain() {
        int[] asked = {0};
        FakeOs os = os(add());
        os.agent(request ->
                ++asked[0] <= 3
                        ? FakeAgent.problem(503, "NotReady", 50, "starting")
                        : agent.apply(request));

        assertThat(Plugin.run(os)).as(os.stdout()).isZero();

        assertThat(asked[0]).isEqualTo(4);
        assertThat(os.elapsedMillis()).isEqualTo(300);
    }

    @Test
    void anAgentThatGoesAwayWhileTheCallIsParkedIsAskedAgain() {
        int[] asked = {0};
        FakeOs os = os(add().config("timeoutMs", "60000"));
        os.agent(request -> {
            if (++asked[0] == 1) {
                os.sleepMillis(20_000);
                return "";
            }
            return asked[0] < 5 ? "" : agent.apply(request);
        });

        assertThat(Plugin.run(os)).as(os.stdout()).isZero();

        assertThat(os.calls()).hasSize(5).containsOnly("PUT " + KEY);
    }

    @Test
    void aTokenThatChangedSinceItWasReadIsReadAgain() {
        FakeOs os = os(add());
        os.file(FakeOs.TOKEN_FILE, "old");
        os.agent(request -> {
            if (request.contains("Bearer old")) {
                os.file(FakeOs.TOKEN_FILE, "new");
                return FakeAgent.problem(401, "BadToken", 104, "wrong token");
            }
            return agent.apply(request);
        });

        assertThat(Plugin.run(os)).as(os.stdout()).isZero();

        assertThat(os.requests().get(1)).contains("Authorization: Bearer new\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "NoFreeAddress, 503, 11",
        "SubnetExhausted, 503, 11",
        "JournalFailed, 503, 5",
        "BadRequest, 400, 7",
        "BadToken, 401, 104",
        "ProtocolMismatch, 400, 105",
        "SomethingNew, 500, 999"
    })
    void aProblemOfTheAgentIsToldWithItsCodeAndReason(String reason, int status, int code) {
        FakeOs os = os(add());
        os.agent(request -> FakeAgent.problem(status, reason, code, "subnet-1 is full"));

        assertThat(Plugin.run(os)).isEqualTo(1);

        assertThat(error(os).getInt("code", 0)).isEqualTo(code);
        assertThat(error(os).getString("msg", ""))
                .isEqualTo(
                        "add cmd: failed to assign an IP address to container: subnet-1 is full");
        assertThat(error(os).getString("details", ""))
                .isEqualTo("reason=" + reason + " retryAfterMs=1500");
        assertThat(os.calls()).containsOnly("PUT " + KEY);
        assertThat(os.changes()).isEmpty();
    }

    @Test
    void anAgentThatHangsIsLeftAtTheDeadlineAndToldToReleaseWhatItMayHaveAssigned() {
        FakeOs os = os(add().config("timeoutMs", "20000"));
        os.agent(request -> FakeOs.SILENCE);

        assertThat(Plugin.run(os)).isEqualTo(1);

        assertThat(os.elapsedMillis()).isLessThanOrEqualTo(20_000);
        assertThat(os.calls()).containsExactly("PUT " + KEY, "DELETE " + KEY);
        assertThat(error(os).getInt("code", 0)).isEqualTo(11);
        assertThat(error(os).getString("msg", ""))
                .contains("did not answer PUT " + KEY + " in time");
        assertThat(os.requests().get(0)).contains("\"deadlineMs\":17000}");
    }

    @Test
    void wiringThatTakesTooLongIsGivenUpAndTakenBack() {
        FakeOs os = os(add().config("timeoutMs", "1000"));
        os.agent(request -> {
            os.sleepMillis(request.startsWith("PUT") ? 1_000 : 0);
            return agent.apply(request);
        });

        assertThat(Plugin.run(os)).isEqualTo(1);

        assertThat(error(os).getInt("code", 0)).isEqualTo(11);
        assertThat(os.changes()).isEmpty();
        assertThat(agent.held()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("unusableAnswers")
    void anAnswerThatCannotBeUsedIsReleasedAndNamed(String answer, int code, String words) {
        FakeOs os = os(add());
        os.agent(request -> request.startsWith("PUT") ? answer : agent.apply(request));

        assertThat(Plugin.run(os)).isEqualTo(1);

        assertThat(error(os).getInt("code", 0)).as(os.stdout()).isEqualTo(code);
        assertThat(error(os).getString("msg", "")).contains(words);
        assertThat(os.changes()).isEmpty();
    }

    static Stream<Arguments> unusableAnswers() {
        return Stream.of(
                Arguments.of("", 11, "closed without an answer"),
                Arguments.of("SSH-2.0-x\r\n\r\n", 6, "'SSH-2.0-x', which is not HTTP/1.1"),
                Arguments.of(
                        "HTTP/1.1 404 x\r\n\r\nno page",
                        105,
                        "without the header Vpc-Cni-Protocol"),
                Arguments.of(
                        "HTTP/1.1 200 x\r\nVpc-Cni-Protocol: 2\r\n\r\n{}",
                        105,
                        "protocol version 2"),
                Arguments.of(FakeAgent.answer(200, "{\"addresses\":"), 6, "is not JSON"),
                Arguments.of(FakeAgent.answer(200, "[]"), 6, "must be a JSON object"),
                Arguments.of(
                        FakeAgent.answer(200, "{\"addresses\":7}"), 6, "'addresses' of the answer"),
                Arguments.of(FakeAgent.answer(200, "{}"), 6, "has 0 addresses"),
                Arguments.of(
                        given(FakeAgent.address("10.0.1", 2)), 6, "'10.0.1' is not an IP address"),
                Arguments.of(
                        given(FakeAgent.address("10.0.1.20", "fe80::1", 2)),
                        6,
                        "of another family"),
                Arguments.of(given(FakeAgent.address("10.0.1.20", 255)), 6, "route table 255"),
                Arguments.of(given(FakeAgent.address("10.0.1.20", -1)), 6, "route table -1"),
                Arguments.of(
                        given(FakeAgent.address("10.0.1.20", 2).replace("\":32", "\":24")),
                        6,
                        "length 24"),
                Arguments.of(
                        FakeAgent.answer(
                                200,
                                FakeAgent.attachment("strict", FakeAgent.address("10.0.1.20", 2))),
                        103,
                        "mode 'strict'"));
    }

    @Test
    void tableOneIsTheOldNameOfMain() {
        agent.give(FakeAgent.attachment("none", FakeAgent.address("10.0.1.20", 1)));
        FakeOs os = os(add());

        assertThat(Plugin.run(os)).as(os.stdout()).isZero();

        assertThat(os.host().rules(POD.family())).isEmpty();
    }

    @Test
    void theLogSaysHowLongEachPartTook() {
        FakeOs os =
                os(
                        add().config("pluginLogFile", "/var/log/plugin.log")
                                .config("pluginLogLevel", "INFO"));

        Plugin.run(os);

        JsonObject line = Json.parse(os.file("/var/log/plugin.log").strip()).asObject();
        assertThat(line.getString("level", "")).isEqualTo("info");
        assertThat(line.getString("ts", "")).isEqualTo("2026-11-23T19:54:45.123Z");
        assertThat(line.getString("msg", "")).isEqualTo("added");
        assertThat(line.getString("address", "")).isEqualTo("10.0.1.20");
        assertThat(line.getString("pod", "")).isEqualTo("default/sample-pod");
        assertThat(line.get("timing").asObject().names())
                .containsExactly("parseUs", "checksUs", "agentUs", "wiringUs", "resultUs");
    }

    @Test
    void aLogThatCannotBeWrittenDoesNotStopThePod() {
        FakeOs os = os(add().config("pluginLogFile", "/readonly/plugin.log"));

        assertThat(Plugin.run(os)).isZero();

        assertThat(os.stderr()).contains("log line not written").contains("\"msg\":\"added\"");
    }

    private static String given(String address) {
        return FakeAgent.answer(200, FakeAgent.attachment("", address));
    }

    private static TestCall add() {
        return TestCall.of("ADD").netns(FakeOs.POD_NETNS);
    }

    private FakeOs os(TestCall call) {
        FakeOs os = new FakeOs(call);
        os.agent(agent);
        return os;
    }

    private static JsonObject error(FakeOs os) {
        return Json.parse(os.stdout()).asObject();
    }
}
