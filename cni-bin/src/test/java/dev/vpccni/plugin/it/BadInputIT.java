package dev.vpccni.plugin.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import dev.vpccni.plugin.testing.BadInputs;
import dev.vpccni.plugin.testing.NativePlugin;
import dev.vpccni.plugin.testing.StubAgent;
import dev.vpccni.plugin.testing.TestCall;
import dev.vpccni.plugin.testing.TestNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Bad calls, a bad node and a bad agent against the native binary: the code, the sentence, and nothing left behind.
class BadInputIT {
    private static final String OK = "HTTP/1.1 200 x\r\nVpc-Cni-Protocol: 1\r\n";

    @TempDir private Path files;
    private Bench bench;
    private TestNode.Net pod;
    private List<String> emptyNode;
    private List<String> emptyPod;

    @BeforeEach
    void makeNode() {
        bench = Bench.open(files);
        pod = bench.node.newNamespace();
        emptyNode = bench.node.net().state();
        emptyPod = pod.state();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        try (Bench closing = bench) {
            assertThat(closing.node.net().state()).isEqualTo(emptyNode);
            assertThat(pod.state()).isEqualTo(emptyPod);
            assertThat(closing.held).isEmpty();
            assertThat(closing.tombstoneFiles()).isEmpty();
        }
    }

    @TestFactory
    Stream<DynamicTest> badCalls() {
        Path own = bench.node.net().path();
        return BadInputs.all(pod.path(), own, bench.token).stream()
                .map(input -> DynamicTest.dynamicTest(input.name(), () -> refuses(input)));
    }

    private void refuses(BadInputs input) {
        JsonObject error = bench.fail(input.call());

        assertThat(error.getInt("code", 0)).as(error.toString()).isEqualTo(input.code());
        assertThat(error.getString("msg", "")).contains(input.words());
        assertThat(error.getString("cniVersion", "")).isNotEmpty();
        assertThat(bench.agent.calls()).isEmpty();
    }

    @Test
    void anInterfaceThatExistsStaysAsItIs() {
        bench.succeed(add());
        List<String> wired = bench.node.net().state();
        List<String> inside = pod.state();

        JsonObject again = bench.fail(add());
        JsonObject other = bench.fail(add().env("CNI_CONTAINERID", "other"));

        assertThat(again.getInt("code", 0)).isEqualTo(100);
        assertThat(again.getString("msg", "")).contains("has an interface eth0 already");
        assertThat(other.getInt("code", 0)).isEqualTo(100);
        assertThat(bench.node.net().state()).isEqualTo(wired);
        assertThat(pod.state()).isEqualTo(inside);
        assertThat(bench.held).hasSize(1);
        bench.succeed(bench.call("DEL").netns(pod.path()));
    }

    @Test
    void noAgent() {
        bench.agent.close();

        JsonObject error = bench.fail(add().config("timeoutMs", "1000"));

        assertThat(error.getInt("code", 0)).isEqualTo(11);
        assertThat(error.getString("msg", ""))
                .startsWith("add cmd: failed to connect to backend server: ")
                .contains("the agent at 127.0.0.1:61679 cannot be reached: connect: ECONNREFUSED");
    }

    @Test
    void noAgentAtASocketPath() {
        Path socket = files.resolve("agent.sock");

        JsonObject error =
                bench.fail(
                        add().config("timeoutMs", "1000").config("agentAddress", "unix:" + socket));

        assertThat(error.getInt("code", 0)).isEqualTo(11);
        assertThat(error.getString("msg", ""))
                .contains(socket + " cannot be reached: connect: ENOENT");
    }

    @Test
    void noToken() throws IOException {
        Files.delete(bench.token);

        JsonObject error = bench.fail(add().config("timeoutMs", "1000"));

        assertThat(error.getInt("code", 0)).isEqualTo(11);
        assertThat(error.getString("msg", ""))
                .contains("token cannot be read: open " + bench.token);
    }

    @Test
    void wrongToken() throws IOException {
        Files.writeString(bench.token, "wrong");

        JsonObject error = bench.fail(add());

        assertThat(error.getInt("code", 0)).isEqualTo(104);
        assertThat(error.getString("msg", "")).endsWith("the token is not the one of this start");
        assertThat(error.getString("details", "")).isEqualTo("reason=BadToken retryAfterMs=1500");
    }

    @Test
    void aTokenFileThatIsNoToken() throws IOException {
        Files.write(bench.token, new byte[] {0, 1, 2});

        JsonObject error = bench.fail(add().config("timeoutMs", "1000"));

        assertThat(error.getString("msg", ""))
                .contains("does not hold one line of printable characters");
    }

    static Stream<Arguments> badAnswers() {
        return Stream.of(
                Arguments.of("no JSON", OK + "\r\nhello", 6, "is not JSON"),
                Arguments.of("half of JSON", OK + "\r\n{\"addresses\":[", 6, "is not JSON"),
                Arguments.of("deep JSON", OK + "\r\n" + "[".repeat(5000), 6, "is not JSON"),
                Arguments.of("an array", OK + "\r\n[]", 6, "must be a JSON object"),
                Arguments.of("no addresses", OK + "\r\n{}", 6, "has 0 addresses"),
                Arguments.of("nothing", OK + "Content-Length: 0\r\n\r\n", 6, "has 0 addresses"),
                Arguments.of(
                        "an announced oversize",
                        OK + "Content-Length: 1048577\r\n\r\n",
                        6,
                        "longer than 1048576"),
                Arguments.of(
                        "an oversize",
                        OK + "\r\n{\"a\":\"" + "x".repeat(1 << 20),
                        6,
                        "longer than 1048576"),
                Arguments.of(
                        "a negative length",
                        OK + "Content-Length: -1\r\n\r\n",
                        6,
                        "Content-Length '-1'"),
                Arguments.of(
                        "a short body",
                        OK + "Content-Length: 9\r\n\r\n{}",
                        11,
                        "after 2 of 9 bytes"),
                Arguments.of(
                        "a bad chunk",
                        OK + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                        6,
                        "size 'zz'"),
                Arguments.of(
                        "a huge chunk",
                        OK + "Transfer-Encoding: chunked\r\n\r\n7ffffff\r\n",
                        6,
                        "longer than"),
                Arguments.of(
                        "an endless head",
                        "HTTP/1.1 200 x\r\n" + "a: b\r\n".repeat(4000),
                        6,
                        "the head of the answer"),
                Arguments.of("a closed connection", "", 11, "without an answer"),
                Arguments.of("another protocol", "220 mail\r\n", 6, "is not HTTP/1.1"),
                Arguments.of(
                        "somebody else",
                        "HTTP/1.1 404 x\r\n\r\n404 page",
                        105,
                        "something else than the vpc-cni agent"),
                Arguments.of(
                        "a newer agent",
                        "HTTP/1.1 200 x\r\nVpc-Cni-Protocol: 9\r\n\r\n{}",
                        105,
                        "protocol version 9"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badAnswers")
    void badAnswerOfTheAgent(String name, String answer, int code, String words) {
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        bench.agent.answer(request ->
                request.method().equals("PUT") ? orNothing(bytes) : bench.keepBooks(request));

        JsonObject error = bench.fail(add());

        assertThat(error.getInt("code", 0)).as(error.toString()).isEqualTo(code);
        assertThat(error.getString("msg", ""))
                .startsWith("add c")
                .contains(words)
                .doesNotContain("a bug");
    }

    /// An empty answer function result means silence; a line end is as good as nothing for the plugin.
    private static byte[] orNothing(byte[] bytes) {
        return bytes.length == 0 ? StubAgent.hangUp() : bytes;
    }

    @Test
    void aHangingAgentIsLeftInTime() {
        bench.agent.answer(request -> StubAgent.SILENCE);

        long start = System.nanoTime();
        JsonObject error = bench.fail(add().config("timeoutMs", "1500"));
        long millis = (System.nanoTime() - start) / 1_000_000;

        assertThat(error.getInt("code", 0)).isEqualTo(11);
        assertThat(error.getString("msg", "")).contains("did not answer PUT").contains("in time");
        // A margin for a loaded machine; the point is that it ends, and not after the agent's own
        // pace.
        assertThat(millis).isBetween(900L, 8_000L);
    }

    @Test
    void anAgentThatHangsOnDelDoesNotKeepThePod() throws IOException {
        bench.succeed(add());
        bench.agent.answer(request -> StubAgent.SILENCE);

        bench.succeed(bench.call("DEL").netns(pod.path()).config("timeoutMs", "1500"));

        assertThat(bench.tombstoneFiles()).hasSize(1);
        Files.delete(bench.tombstoneFiles().get(0));
        bench.held.clear();
    }

    @Test
    void aMegabyteOfSmallObjectsIsReadWhole() {
        String stdin = "{\"x\":[" + "{},".repeat(349_000) + "{}]}";

        JsonObject error = bench.fail(add().stdin(stdin));

        assertThat(error.getInt("code", 0)).isEqualTo(7);
        assertThat(error.getString("msg", ""))
                .contains("'name' of the network configuration is missing");
    }

    @Test
    void aCrashStillAnswersTheRuntime() throws Exception {
        bench.agent.answer(request -> StubAgent.SILENCE);
        TestCall call = add().config("timeoutMs", "30000");
        NativePlugin.Running running =
                NativePlugin.start(bench.node.net().path(), call.environment(), call.stdin());
        while (bench.agent.requests().isEmpty()) {
            Thread.sleep(10);
        }

        new ProcessBuilder("kill", "-SEGV", Long.toString(running.process().pid()))
                .start()
                .waitFor();

        NativePlugin.Outcome outcome = running.finish();
        JsonObject error = Json.parse(outcome.stdout()).asObject();
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(error.getInt("code", 0)).isEqualTo(999);
        assertThat(error.getString("msg", "")).contains("signal 11");
    }

    private TestCall add() {
        return bench.call("ADD").netns(pod.path());
    }
}
