package dev.vpccni.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.Rule;
import dev.vpccni.plugin.testing.FakeAgent;
import dev.vpccni.plugin.testing.FakeOs;
import dev.vpccni.plugin.testing.TestCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The verbs besides ADD and DEL, and what is the same for all.
class PluginTest {
    @Test
    void withoutACommandItSaysWhatItIs() {
        FakeOs os = new FakeOs(TestCall.of("ADD").withoutEnv("CNI_COMMAND"));

        assertThat(Plugin.run(os)).isZero();

        assertThat(os.stdout()).isEmpty();
        assertThat(os.stderr())
                .isEqualTo(
                        """
                        AWS CNI 0.1.0
                        CNI protocol versions supported: 0.1.0, 0.2.0, 0.3.0, 0.3.1, 0.4.0, 1.0.0, 1.1.0
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"cniVersion\":\"0.4.0\"} | 0.4.0",
                "{\"cniVersion\":\"9.9.9\"} | 9.9.9",
                "{}                          | 1.1.0",
                "not json                    | 1.1.0"
            })
    void versionNeedsNothingButTheCommand(String stdin, String version) {
        TestCall call =
                TestCall.of("VERSION")
                        .withoutEnv("CNI_CONTAINERID")
                        .withoutEnv("CNI_PATH")
                        .withoutEnv("CNI_IFNAME")
                        .stdin(stdin);
        FakeOs os = new FakeOs(call);

        assertThat(Plugin.run(os)).isZero();

        assertThat(os.stdout())
                .isEqualTo(
                        "{\"cniVersion\":\""
                                + version
                                + "\",\"supportedVersions\":[\"0.1.0\",\"0.2.0\",\"0.3.0\",\"0.3.1\","
                                + "\"0.4.0\",\"1.0.0\",\"1.1.0\"]}\n");
    }

    @ParameterizedTest
    @CsvSource({"CHECK, 0.3.1", "STATUS, 1.0.0", "GC, 1.0.0"})
    void aVerbThatTheVersionDoesNotHaveIsRefused(String verb, String version) {
        FakeOs os = run(TestCall.of(verb).netns(FakeOs.POD_NETNS).config("cniVersion", version));

        assertThat(error(os).getInt("code", 0)).isEqualTo(1);
        assertThat(error(os).getString("msg", "")).contains("has no " + verb);
        assertThat(error(os).getString("cniVersion", "")).isEqualTo(version);
    }

    @Test
    void statusIsQuietWhenTheAgentIsReady() {
        FakeOs os = new FakeOs(TestCall.of("STATUS"));
        os.agent(request -> FakeAgent.answer(200, "{\"ready\":true,\"freeAddresses\":3}"));

        assertThat(Plugin.run(os)).isZero();

        assertThat(os.stdout()).isEmpty();
        assertThat(os.calls()).containsExactly("GET /v1/status");
    }

    @ParameterizedTest
    @CsvSource({
        "NotReady, 50, 50",
        "NoFreeAddress, 11, 50",
        "Limited, 51, 51",
        "BadToken, 104, 50"
    })
    void statusSaysWhyNoAddCanBeServed(String reason, int code, int expected) {
        FakeOs os = new FakeOs(TestCall.of("STATUS"));
        os.agent(request -> FakeAgent.problem(503, reason, code, "the subnet is full"));

        assertThat(Plugin.run(os)).isEqualTo(1);

        assertThat(error(os).getInt("code", 0)).isEqualTo(expected);
        assertThat(error(os).getString("msg", "")).isEqualTo("status cmd: the subnet is full");
        assertThat(error(os).getString("details", "")).startsWith("reason=" + reason);
    }

    @Test
    void statusWithoutAnAgentIsNotAvailable() {
        FakeOs os = new FakeOs(TestCall.of("STATUS"));
        os.refuseConnections();

        assertThat(Plugin.run(os)).isEqualTo(1);

        assertThat(error(os).getInt("code", 0)).isEqualTo(50);
    }

    @Test
    void checkIsQuietRightAfterAdd() {
        FakeOs check = check(added(), 0);

        assertThat(check.stdout()).isEmpty();
        assertThat(check.changes()).isEmpty();
    }

    @Test
    void checkNamesEverythingThatIsMissing() {
        FakeOs added = added();
        added.pod().loseAddresses();
        added.host().loseAddresses();
        added.host().haveRule(Rule.from(IpPrefix.parse("10.0.1.20/32"), 9, 1536));

        FakeOs check = check(added, 1);

        assertThat(error(check).getInt("code", 0)).isEqualTo(102);
        assertThat(error(check).getString("msg", ""))
                .startsWith("check cmd: ")
                .contains("eth0 (pod) does not have the address 10.0.1.20")
                .contains("no default route via 169.254.1.1")
                .contains("no permanent neighbour entry for 169.254.1.1")
                .contains("no route to 10.0.1.20 dev enicc21c2d7785")
                .contains("2 rules from 10.0.1.20");
    }

    @Test
    void checkOfAnInterfaceThatIsGoneSaysSo() {
        FakeOs added = added();
        FakeOs os = new FakeOs(TestCall.of("DEL"), added);
        os.refuseConnections();
        Plugin.run(os);

        FakeOs check = check(added, 1);

        assertThat(error(check).getString("msg", ""))
                .contains("the interface eth0 (pod) does not exist")
                .contains("the interface enicc21c2d7785 (host) does not exist");
    }

    @Test
    void checkNeedsTheResultOfAdd() {
        FakeOs os = run(TestCall.of("CHECK").netns(FakeOs.POD_NETNS));

        assertThat(error(os).getInt("code", 0)).isEqualTo(7);
        assertThat(error(os).getString("msg", "")).contains("prevResult");
    }

    @Test
    void checkOfWhatTheAgentDoesNotKnowFails() {
        FakeOs os =
                new FakeOs(
                        TestCall.of("CHECK")
                                .netns(FakeOs.POD_NETNS)
                                .json("prevResult", "{\"cniVersion\":\"1.1.0\"}"));
        os.agent(new FakeAgent());

        assertThat(Plugin.run(os)).isEqualTo(1);

        assertThat(error(os).getInt("code", 0)).isEqualTo(102);
        assertThat(error(os).getString("msg", "")).contains("does not know interface eth0");
    }

    @Test
    void gcTellsTheAgentWhatIsLeftAndRemovesTheRemainsOfTheRest() {
        TestCall call =
                TestCall.of("GC")
                        .json(
                                "cni.dev/valid-attachments",
                                "[{\"containerID\":\"c1\",\"ifname\":\"eth0\"}]");
        FakeOs os = new FakeOs(call);
        int index = os.host().haveLink("eni01234567890", "veth", "aws-cni/gone/eth0");
        IpPrefix stale = IpPrefix.parse("10.0.1.77/32");
        os.host().haveRoute(Route.connected(stale, index, 254));
        os.host().haveRule(Rule.from(stale, 3, 1536));
        os.agent(request ->
                FakeAgent.answer(200, FakeAgent.attachment("", FakeAgent.address("10.0.1.77", 3))));

        assertThat(Plugin.run(os)).as(os.stdout()).isZero();

        assertThat(os.stdout()).isEmpty();
        assertThat(os.host().state()).containsExactly("link lo");
        assertThat(os.requests().get(0))
                .startsWith("POST /v1/gc ")
                .endsWith(
                        "\r\n\r\n{\"network\":\"aws-cni\",\"validAttachments\":"
                                + "[{\"containerId\":\"c1\",\"ifName\":\"eth0\"}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[{\"containerID\":\"c1\"}]", "[7]", "{}"})
    void gcWithoutAUsableListReleasesNothing(String list) {
        TestCall call = TestCall.of("GC");
        FakeOs os =
                new FakeOs(list.isEmpty() ? call : call.json("cni.dev/valid-attachments", list));
        os.agent(new FakeAgent());

        assertThat(Plugin.run(os)).isEqualTo(1);

        assertThat(error(os).getInt("code", 0)).isIn(6, 7);
        assertThat(error(os).getString("msg", "")).contains("cni.dev/valid-attachments");
        assertThat(os.calls()).isEmpty();
    }

    private static FakeOs added() {
        FakeOs os = new FakeOs(TestCall.of("ADD").netns(FakeOs.POD_NETNS));
        os.agent(new FakeAgent(FakeAgent.address("10.0.1.20", 3)));
        assertThat(Plugin.run(os)).as(os.stdout()).isZero();
        return os;
    }

    private static FakeOs check(FakeOs added, int exitCode) {
        FakeOs os =
                new FakeOs(
                        TestCall.of("CHECK")
                                .netns(FakeOs.POD_NETNS)
                                .json("prevResult", added.stdout()),
                        added);
        assertThat(Plugin.run(os)).as(os.stdout()).isEqualTo(exitCode);
        return os;
    }

    private static FakeOs run(TestCall call) {
        FakeOs os = new FakeOs(call);
        assertThat(Plugin.run(os)).isEqualTo(1);
        return os;
    }

    private static JsonObject error(FakeOs os) {
        return Json.parse(os.stdout()).asObject();
    }
}
