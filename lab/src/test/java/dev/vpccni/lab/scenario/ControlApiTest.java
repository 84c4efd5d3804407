package dev.vpccni.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vpccni.lab.account.Call;
import dev.vpccni.lab.account.Fabric;
import dev.vpccni.lab.account.Instance;
import dev.vpccni.lab.account.ManualClock;
import dev.vpccni.lab.ec2.CallFacts;
import dev.vpccni.lab.ec2.CallGate.Verdict;
import dev.vpccni.lab.http.HttpListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlApiTest {
    private final ManualClock clock = new ManualClock();
    private final SimulatedAws aws =
            new SimulatedAws(Scenario.calm(), clock, duration -> {}, Fabric.none());
    private final Instance node = aws.launchAll().getFirst();
    private final HttpListener listener =
            HttpListener.start(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), aws.controlApi());
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
        listener.close();
    }

    @Test
    void showsTheAccount() throws Exception {
        JsonNode state = json("GET", "state", "", 200);

        assertThat(state.at("/instances/0/name").asText()).isEqualTo("n1");
        assertThat(state.at("/instances/0/id").asText()).isEqualTo(node.id());
        assertThat(state.at("/subnets/0/available").asInt()).isEqualTo(250);
        assertThat(state.at("/enis/0/attachment/device").asInt()).isZero();
        assertThat(state.at("/latency/default").asText()).isEqualTo("0ms");
        assertThat(state.at("/throttling/enabled").asBoolean()).isFalse();
    }

    @Test
    void putsFaultsInForceAndEndsThem() throws Exception {
        String id =
                json(
                                "POST",
                                "faults",
                                "{\"action\":\"CreateTags\",\"code\":\"Unavailable\",\"node\":\"n1\"}",
                                201)
                        .get("id")
                        .asText();
        assertThat(admit("CreateTags").before()).isNotNull();
        assertThat(json("GET", "state", "", 200).at("/faults/0/httpStatus").asInt()).isEqualTo(503);
        assertThat(json("GET", "state", "", 200).at("/faults/0/fired").asInt()).isEqualTo(1);

        json("DELETE", "faults/" + id, "", 200);
        assertThat(admit("CreateTags").before()).isNull();
        json("DELETE", "faults/" + id, "", 404);

        json("POST", "faults", "{\"action\":\"*\",\"drop\":true}", 201);
        json("DELETE", "faults", "", 200);
        assertThat(aws.control().faults()).isEmpty();
    }

    @Test
    void changesLatencyLagsLimitsDenialsAndSettling() throws Exception {
        json("POST", "latency", "{\"default\":\"20ms\",\"CreateTags\":{\"median\":\"1s\"}}", 200);
        assertThat(admit("DescribeVpcs").latency()).isEqualTo(Duration.ofMillis(20));
        assertThat(admit("CreateTags").latency()).isEqualTo(Duration.ofSeconds(1));

        json("POST", "imds-lag", "{\"lag\":\"3s\"}", 200);
        json("POST", "imds-lag", "{\"lag\":\"9s\",\"node\":\"n1\"}", 200);
        assertThat(aws.control().imdsGate().lag(node.id())).isEqualTo(Duration.ofSeconds(9));

        json("POST", "describe-lag", "{\"lag\":\"4s\"}", 200);
        assertThat(admit("DescribeVpcs").describeLag()).isEqualTo(Duration.ofSeconds(4));

        json(
                "POST",
                "throttling",
                "{\"enabled\":true,\"buckets\":{\"CreateTags\":{\"burst\":1,\"perSecond\":1}}}",
                200);
        admit("CreateTags");
        assertThat(admit("CreateTags").before()).isNotNull();
        json("POST", "throttling", "{\"enabled\":false}", 200);
        assertThat(aws.control().throttling().overrides()).containsKey("CreateTags");

        json("POST", "denied", "{\"action\":\"CreateTags\"}", 200);
        assertThat(admit("CreateTags").before()).isNotNull();
        json("POST", "denied", "{\"action\":\"CreateTags\",\"denied\":false}", 200);
        assertThat(admit("CreateTags").before()).isNull();

        json("POST", "settle", "{\"detach\":\"2s\"}", 200);
    }

    @Test
    void countsCalls() throws Exception {
        for (int i = 0; i < 3; i++) {
            aws.account()
                    .journal()
                    .add(
                            new Call(
                                    clock.instant(),
                                    "CreateTags",
                                    "a=" + i,
                                    i == 0 ? "Unavailable" : Call.OK,
                                    Duration.ofMillis(2),
                                    "x"));
        }

        JsonNode calls = json("GET", "calls?limit=2", "", 200);
        assertThat(calls.at("/counts/0/calls").asInt()).isEqualTo(3);
        assertThat(calls.at("/counts/0/errors/Unavailable").asInt()).isEqualTo(1);
        assertThat(calls.at("/counts/0/tookMicros").asInt()).isEqualTo(6000);
        assertThat(calls.get("calls")).hasSize(2);
        assertThat(calls.at("/calls/1/parameters").asText()).isEqualTo("a=2");

        json("DELETE", "calls", "", 200);
        assertThat(json("GET", "calls", "", 200).get("counts")).isEmpty();
    }

    @Test
    void saysWhichRuleARequestBreaks() throws Exception {
        assertThat(
                        error(
                                "POST",
                                "faults",
                                "{\"action\":\"CreateTags\",\"code\":\"X\",\"node\":\"n9\"}",
                                400))
                .contains(
                        "/node: 'n9' is neither the name nor the id of a node that runs: [n1, n2]");
        assertThat(error("POST", "faults", "{\"action\":\"CreateTags\"}", 400))
                .contains("the fault needs a code");
        assertThat(error("POST", "faults", "{\"action\":", 400))
                .contains("request /_lab/faults: not JSON at line 1");
        assertThat(error("POST", "latency", "{\"CreateTags\":\"soon\"}", 400))
                .contains("is not a duration");
        assertThat(error("POST", "imds-lag", "{\"lag\":\"1s\",\"nodes\":\"n1\"}", 400))
                .contains("unknown key 'nodes'");
        assertThat(error("POST", "describe-lag", "{\"lag\":\"1s\",\"x\":1}", 400))
                .contains("unknown key 'x'");
        assertThat(error("POST", "denied", "{\"action\":\"Sleep\"}", 400))
                .contains("'Sleep' is none of the actions");
        assertThat(error("GET", "calls?limit=many", "", 400))
                .contains("the query is limit and a number");
        assertThat(error("GET", "weather", "", 404)).contains("/_lab/weather");
        assertThat(error("POST", "weather", "{}", 404)).contains("/_lab/weather");
        assertThat(error("DELETE", "state", "", 404)).contains("/_lab/state");
        assertThat(error("PUT", "state", "{}", 405)).contains("PUT");
        assertThat(error("GET", "../elsewhere", "", 404)).contains("/elsewhere");
    }

    private Verdict admit(String action) {
        return aws.control()
                .ec2Gate()
                .admit(new CallFacts(action, Set.of(action), false, node.id()));
    }

    private String error(String method, String what, String body, int status) throws Exception {
        return json(method, what, body, status).get("error").asText();
    }

    private JsonNode json(String method, String what, String body, int status) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + listener.address().getPort() + "/_lab/" + what);
        HttpRequest request =
                HttpRequest.newBuilder(uri.normalize())
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> reply = http.send(request, BodyHandlers.ofString());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        return new JsonMapper().readTree(reply.body());
    }
}
