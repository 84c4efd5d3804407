package dev.vpccni.plugin.cni;

import static org.assertj.core.api.Assertions.assertThat;

import com.eclipsesource.json.Json;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CniResultTest {
    private static final CniResult RESULT =
            new CniResult(
                    List.of(
                            pair("eni1", "eth0", "10.0.1.20"),
                            pair("eni2", "mNicIf1", "2001:db8::1")),
                    "/run/netns/x",
                    9001);

    private static CniResult.Pair pair(String host, String pod, String address) {
        return new CniResult.Pair(
                host,
                MacAddress.parse("0a:00:00:00:00:01"),
                pod,
                MacAddress.parse("0a:00:00:00:00:02"),
                IpAddress.parse(address));
    }

    static Stream<Arguments> shapes() {
        String modern =
                """
                {"cniVersion":"%s","interfaces":[
                {"name":"eni1","mac":"0a:00:00:00:00:01"%s},
                {"name":"eth0","mac":"0a:00:00:00:00:02"%s,"sandbox":"/run/netns/x"},
                {"name":"eni2","mac":"0a:00:00:00:00:01"%s},
                {"name":"mNicIf1","mac":"0a:00:00:00:00:02"%s,"sandbox":"/run/netns/x"}],
                "ips":[{%s"interface":1,"address":"10.0.1.20/32"},
                {%s"interface":3,"address":"2001:db8::1/128"}],"dns":{}}\
                """;
        Stream<Arguments> old =
                Stream.of("0.1.0", "0.2.0")
                        .map(v ->
                                Arguments.of(
                                        v,
                                        """
                                        {"cniVersion":"%s","ip4":{"ip":"10.0.1.20/32"},
                                        "ip6":{"ip":"2001:db8::1/128"},"dns":{}}\
                                        """
                                                .formatted(v)));
        Stream<Arguments> families =
                Stream.of("0.3.0", "0.3.1", "0.4.0")
                        .map(v ->
                                Arguments.of(
                                        v,
                                        modern.formatted(
                                                v,
                                                "",
                                                "",
                                                "",
                                                "",
                                                "\"version\":\"4\",",
                                                "\"version\":\"6\",")));
        String mtu = ",\"mtu\":9001";
        Stream<Arguments> recent =
                Stream.of(
                        Arguments.of("1.0.0", modern.formatted("1.0.0", "", "", "", "", "", "")),
                        Arguments.of(
                                "1.1.0", modern.formatted("1.1.0", mtu, mtu, mtu, mtu, "", "")));
        return Stream.of(old, families, recent).flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void hasTheShapeOfItsVersionAndNothingNewer(String version, String expected) {
        assertThat(RESULT.toJson(version(version), null)).isEqualTo(Json.parse(expected));
    }

    private static final String BEFORE =
            """
            {"cniVersion":"%s","interfaces":[{"name":"net1","sandbox":"/y","mtu":1500,"pciID":"p","socketPath":"s"}],
            "ips":[{"version":"4","interface":0,"address":"192.168.0.2/24","gateway":"192.168.0.1"}],
            "routes":[{"dst":"0.0.0.0/0","gw":"192.168.0.1"}],"dns":{"nameservers":["10.0.0.2"]},"custom":true}\
            """;

    @Test
    void passesOnWhatThePluginBeforeHasMade() {
        var result = RESULT.toJson(CniVersion.V1_1_0, previous(BEFORE.formatted("1.1.0")));

        assertThat(result.get("interfaces").asArray()).hasSize(5);
        assertThat(result.get("interfaces").asArray().get(0))
                .isEqualTo(
                        Json.parse(
                                "{\"name\":\"net1\",\"sandbox\":\"/y\",\"mtu\":1500,\"pciID\":\"p\",\"socketPath\":\"s\"}"));
        assertThat(result.get("ips").asArray().get(0))
                .isEqualTo(
                        Json.parse(
                                "{\"interface\":0,\"address\":\"192.168.0.2/24\",\"gateway\":\"192.168.0.1\"}"));
        assertThat(result.get("ips").asArray().get(1).asObject().getInt("interface", 0))
                .isEqualTo(2);
        assertThat(result.get("routes"))
                .isEqualTo(Json.parse("[{\"dst\":\"0.0.0.0/0\",\"gw\":\"192.168.0.1\"}]"));
        assertThat(result.get("dns")).isEqualTo(Json.parse("{\"nameservers\":[\"10.0.0.2\"]}"));
        assertThat(result.get("custom")).isEqualTo(Json.TRUE);
    }

    @Test
    void whatIsNewerThanTheVersionIsLeftOut() {
        var result = RESULT.toJson(CniVersion.V0_4_0, previous(BEFORE.formatted("1.1.0")));

        assertThat(result.getString("cniVersion", "")).isEqualTo("0.4.0");
        assertThat(result.get("interfaces").asArray().get(0))
                .isEqualTo(Json.parse("{\"name\":\"net1\",\"sandbox\":\"/y\"}"));
        assertThat(result.get("ips").asArray().get(0).asObject().getString("version", ""))
                .isEqualTo("4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"})
    void ownResultsAreUnderstoodOnDel(String version) {
        PrevResult read = previous(RESULT.toJson(version(version), null).toString());

        assertThat(read.addressesOf("eth0"))
                .containsExactly(IpAddress.parse("10.0.1.20"), IpAddress.parse("2001:db8::1"));
        assertThat(read.hostNamesOf("eth0"))
                .isEqualTo(version(version).hasInterfaces() ? List.of("eni1", "eni2") : List.of());
    }

    @Test
    void addressesOfOtherPluginsInTheChainAreNotOurs() {
        PrevResult read =
                previous(
                        """
                        {"cniVersion":"1.0.0","interfaces":[{"name":"eni1"},{"name":"eth0","sandbox":"/x"},
                        {"name":"veth9"},{"name":"v4if0","sandbox":"/x"}],
                        "ips":[{"interface":1,"address":"10.0.1.20/32"},{"interface":3,"address":"169.254.172.9/22"},
                        {"address":"1.2.3.4/32"}]}\
                        """);

        assertThat(read.addressesOf("eth0")).containsExactly(IpAddress.parse("10.0.1.20"));
        assertThat(read.hostNamesOf("eth0")).containsExactly("eni1");
    }

    private static CniVersion version(String text) {
        return Objects.requireNonNull(CniVersion.find(text));
    }

    private static PrevResult previous(String json) {
        return PrevResult.parse(
                Members.parse(json.getBytes(StandardCharsets.UTF_8), "the result"),
                CniVersion.V1_1_0);
    }
}
