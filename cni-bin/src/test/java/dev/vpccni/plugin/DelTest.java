package dev.vpccni.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.Rule;
import dev.vpccni.plugin.testing.FakeAgent;
import dev.vpccni.plugin.testing.FakeOs;
import dev.vpccni.plugin.testing.TestCall;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// DEL after an ADD, against a kernel and an agent in memory.
class DelTest {
    private static final String KEY = "/v1/attachments/aws-cni/3f2a9c0d1e/eth0";
    private static final String TOMBSTONES = "/var/run/aws-node/tombstones";

    private final FakeAgent agent = new FakeAgent(FakeAgent.address("10.0.1.20", 3));
    private FakeOs added = new FakeOs(TestCall.of("ADD").netns(FakeOs.POD_NETNS));
    private List<String> emptyHost = List.of();
    private JsonObject result = new JsonObject();

    @BeforeEach
    void addThePod() {
        added.agent(agent);
        emptyHost = added.host().state();
        assertThat(Plugin.run(added)).as(added.stdout()).isZero();
        result = Json.parse(added.stdout()).asObject();
    }

    @Test
    void removesRouteRulesAndLinkBeforeItReleases() {
        FakeOs os = del(call().json("prevResult", result));
        os.agent(request -> {
            if (request.startsWith("DELETE")) {
                assertThat(os.host().state()).isEqualTo(emptyHost);
            }
            return agent.apply(request);
        });

        assertThat(Plugin.run(os)).as(os.stdout()).isZero();

        assertThat(os.stdout()).isEmpty();
        assertThat(os.calls()).containsExactly("GET " + KEY, "DELETE " + KEY);
        assertThat(os.changes())
                .containsExactly(
                        "host: route delete 10.0.1.20/32 dev 3 scope link table 254",
                        "host: rule delete priority 1536 from 10.0.1.20/32 lookup 0",
                        "host: rule delete priority 1536 from 10.0.1.20/32 lookup 0",
                        "host: rule delete priority 512 to 10.0.1.20/32 lookup 254",
                        "host: link delete dev 3");
        assertThat(os.pod().link("eth0")).isNull();
    }

    @Test
    void aRepeatedOneIsAsQuietAsTheFirst() {
        FakeOs first = del(call());
        Plugin.run(first);
        FakeOs second = new FakeOs(call().json("prevResult", result), first);

        assertThat(Plugin.run(second)).as(second.stdout()).isZero();

        assertThat(second.stdout()).isEmpty();
        assertThat(second.calls()).containsExactly("GET " + KEY);
        assertThat(second.filesBelow(TOMBSTONES)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "refused connection",
                "silence",
                "HTTP/1.1 404 x\r\n\r\nthe page of somebody else",
                "HTTP/1.1 200 x\r\nVpc-Cni-Protocol: 1\r\n\r\n{\"addresses\":",
                "no token"
            })
    void withoutTheAgentTheHostIsCleanedAndANoteLeft(String trouble) {
        FakeOs os = del(call().config("timeoutMs", "90000"));
        switch (trouble) {
            case "refused connection" -> os.refuseConnections();
            case "silence" -> os.agent(request -> FakeOs.SILENCE);
            case "no token" -> os.withoutFile(FakeOs.TOKEN_FILE);
            default -> os.agent(request -> trouble);
        }

        assertThat(Plugin.run(os)).as(os.stdout()).isZero();

        assertThat(os.host().state()).isEqualTo(emptyHost);
        assertThat(os.elapsedMillis()).isLessThanOrEqualTo(10_000);
        assertThat(os.filesBelow(TOMBSTONES)).hasSize(1);
        JsonObject note = Json.parse(os.file(os.filesBelow(TOMBSTONES).get(0))).asObject();
        assertThat(note)
                .isEqualTo(
                        Json.parse(
                                """
                                {"network":"aws-cni","containerId":"3f2a9c0d1e","ifName":"eth0",
                                "time":1795463685123}\
                                """));
    }

    @Test
    void anAgentThatDiesBetweenTheTwoCallsIsToldLater() {
        FakeOs os = del(call());
        os.agent(request -> request.startsWith("GET") ? agent.apply(request) : FakeOs.SILENCE);

        assertThat(Plugin.run(os)).isZero();

        assertThat(os.host().state()).isEqualTo(emptyHost);
        assertThat(os.filesBelow(TOMBSTONES)).hasSize(1);
    }

    @Test
    void aNoteThatCannotBeWrittenIsAnErrorSoThatTheRuntimeTriesAgain() {
        FakeOs os = del(call().config("tombstoneDir", "/readonly/tombstones"));
        os.refuseConnections();

        assertThat(Plugin.run(os)).isEqualTo(1);

        JsonObject error = Json.parse(os.stdout()).asObject();
        assertThat(error.getInt("code", 0)).isEqualTo(5);
        assertThat(error.getString("msg", ""))
                .startsWith("del cmd: ")
                .contains("/readonly/tombstones");
    }

    @Test
    void aRemovalThatTheKernelRefusesKeepsTheAddress() {
        FakeOs os = del(call());
        os.failChange(1, new NetlinkException("rule delete", 1, ""));

        assertThat(Plugin.run(os)).isEqualTo(1);

        assertThat(agent.held()).containsKey(KEY);
        assertThat(os.calls()).containsExactly("GET " + KEY);
        assertThat(Json.parse(os.stdout()).asObject().getString("msg", ""))
                .startsWith("del cmd: ")
                .contains("EPERM");
    }

    @Test
    void theNamespaceOfThePodIsNotNeeded() {
        FakeOs os = del(call().withoutEnv("CNI_NETNS"));

        assertThat(Plugin.run(os)).isZero();

        assertThat(os.host().state()).isEqualTo(emptyHost);
    }

    @Test
    void aChangedVethPrefixDoesNotHideTheInterface() {
        FakeOs os = del(call().config("vethPrefix", "veth").json("prevResult", result));

        assertThat(Plugin.run(os)).isZero();

        assertThat(os.host().state()).isEqualTo(emptyHost);
    }

    @Test
    void withoutTheAgentEveryInterfaceOfThePodIsFoundByItsAlias() {
        FakeOs os = del(call().config("vethPrefix", "veth"));
        int second = os.host().haveLink("enisecond", "veth", "aws-cni/3f2a9c0d1e/eth0");
        os.host().haveRoute(Route.connected(IpPrefix.parse("10.0.9.9/32"), second, 254));
        os.host().haveRule(Rule.from(IpPrefix.parse("10.0.9.9/32"), 10101, 1536));
        os.host().haveLink("eniother", "veth", "aws-cni/other/eth0");
        os.refuseConnections();

        assertThat(Plugin.run(os)).as(os.stdout()).isZero();

        assertThat(os.host().state()).containsExactly("link eniother", "link lo");
    }

    @Test
    void whatTheNextPodWithTheAddressHasStays() {
        FakeOs first = del(call());
        Plugin.run(first);
        FakeOs next =
                new FakeOs(
                        TestCall.of("ADD")
                                .netns(FakeOs.POD_NETNS)
                                .env("CNI_CONTAINERID", "second")
                                .pod("default", "other"),
                        first);
        assertThat(Plugin.run(next)).as(next.stdout()).isZero();
        List<String> before = next.host().state();
        FakeOs late = new FakeOs(call().json("prevResult", result), next);
        late.refuseConnections();

        assertThat(Plugin.run(late)).as(late.stdout()).isZero();

        assertThat(late.host().state()).isEqualTo(before);
    }

    private static TestCall call() {
        return TestCall.of("DEL").netns(FakeOs.POD_NETNS);
    }

    private FakeOs del(TestCall call) {
        return new FakeOs(call, added);
    }
}
