package dev.vpccni.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.vpccni.lab.LabNode;
import dev.vpccni.system.RawHttp.Answer;
import dev.vpccni.wire.Protocol;
import dev.vpccni.wire.Reason;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What the agent's HTTP API says to callers that do not keep to the contract, and to those who hang up.
///
/// Every refusal is a problem document (RFC 9457) with a reason, and leaves nothing assigned.
class BadRequestsIT {
    /// A t3.small with one ENI has this many addresses for pods.
    private static final int ADDRESSES = 3;

    private static final String GOOD = "/v1/attachments/aws-cni/c1/eth0";
    private static final String BODY =
            "{\"podName\":\"web\",\"podNamespace\":\"default\",\"deadlineMs\":5000}";

    @RegisterExtension
    static final SystemLab LAB =
            new SystemLab("itbad", "topology: {instanceType: t3.small, nodes: 1}");

    private static LabNode n1;
    private static String token = "";

    @BeforeAll
    static void startAgent() {
        n1 = LAB.node("n1");
        SystemLab.startAgent(
                n1, SystemLab.agent().with("MAX_ENI", "1").with("IP_COOLDOWN_PERIOD", "0"));
        token = n1.machine().readFile(Protocol.DEFAULT_TOKEN_FILE).strip();
        await().atMost(SystemLab.AGENT_START).until(() -> AgentView.of(n1).total() == ADDRESSES);
    }

    /// A request in the making; each wither makes one thing wrong.
    record Call(String method, String path, List<String> headers, String body, boolean chunked) {
        static Call of(String method, String path, String body) {
            return new Call(method, path, List.of(), body, false);
        }

        Call with(String... lines) {
            return new Call(method, path, List.of(lines), body, chunked);
        }

        Call inChunks() {
            return new Call(method, path, headers, body, true);
        }

        /// Headers that are given take the place of the ones of the same name.
        byte[] bytes() {
            StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
            text.append("Host: localhost\r\nConnection: close\r\n");
            add(text, "Authorization: Bearer " + token);
            add(text, "Vpc-Cni-Protocol: " + Protocol.VERSION);
            add(text, "Content-Type: application/json");
            add(text, chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length());
            headers.stream()
                    .filter(line -> !line.endsWith(":"))
                    .forEach(line -> text.append(line).append("\r\n"));
            text.append("\r\n");
            text.append(
                    chunked
                            ? Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n"
                            : body);
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }

        private void add(StringBuilder text, String line) {
            String name = line.substring(0, line.indexOf(':') + 1);
            if (headers.stream().noneMatch(given -> given.startsWith(name))) {
                text.append(line).append("\r\n");
            }
        }
    }

    static Stream<Arguments> badCalls() {
        Call add = Call.of("PUT", GOOD, BODY);
        String tooLong = " ".repeat(Protocol.MAX_BODY) + BODY;
        return Stream.of(
                refused("no token", add.with("Authorization:"), Reason.BAD_TOKEN),
                refused(
                        "another token",
                        add.with("Authorization: Bearer " + "0".repeat(64)),
                        Reason.BAD_TOKEN),
                refused(
                        "the token in another scheme",
                        add.with("Authorization: Basic " + token),
                        Reason.BAD_TOKEN),
                refused(
                        "no token for a DELETE",
                        Call.of("DELETE", GOOD, "").with("Authorization:"),
                        Reason.BAD_TOKEN),
                refused(
                        "no token for GC",
                        Call.of("POST", "/v1/gc", "{}").with("Authorization:"),
                        Reason.BAD_TOKEN),
                refused(
                        "no token for STATUS",
                        Call.of("GET", "/v1/status", "").with("Authorization:"),
                        Reason.BAD_TOKEN),
                refused(
                        "a later protocol",
                        add.with("Vpc-Cni-Protocol: 2"),
                        Reason.PROTOCOL_MISMATCH),
                refused(
                        "a protocol that is no number",
                        add.with("Vpc-Cni-Protocol: one"),
                        Reason.PROTOCOL_MISMATCH),
                refused("an empty body", Call.of("PUT", GOOD, ""), Reason.BAD_REQUEST),
                refused("half a JSON object", add("{\"podName\":"), Reason.BAD_REQUEST),
                refused("a JSON array", add("[1,2]"), Reason.BAD_REQUEST),
                refused("a JSON text", add("\"hello\""), Reason.BAD_REQUEST),
                refused("null", add("null"), Reason.BAD_REQUEST),
                refused("two objects", add(BODY + BODY), Reason.BAD_REQUEST),
                refused("no deadline", add("{}"), Reason.BAD_REQUEST),
                refused("a deadline of 0", add("{\"deadlineMs\":0}"), Reason.BAD_REQUEST),
                refused("a deadline in the past", add("{\"deadlineMs\":-5}"), Reason.BAD_REQUEST),
                refused(
                        "a deadline beyond 10 minutes",
                        add("{\"deadlineMs\":600001}"),
                        Reason.BAD_REQUEST),
                refused(
                        "a deadline beyond 2^31",
                        add("{\"deadlineMs\":4294967396}"),
                        Reason.BAD_REQUEST),
                refused(
                        "a deadline in words",
                        add("{\"deadlineMs\":\"soon\"}"),
                        Reason.BAD_REQUEST),
                refused(
                        "a deadline that is a list",
                        add("{\"deadlineMs\":[5]}"),
                        Reason.BAD_REQUEST),
                refused(
                        "a pod name that is an object",
                        add("{\"podName\":{},\"deadlineMs\":5000}"),
                        Reason.BAD_REQUEST),
                refused(
                        "text that is not JSON",
                        Call.of("PUT", GOOD, BODY).with("Content-Type: text/plain"),
                        Reason.BAD_REQUEST),
                refused("a body over the limit", add(tooLong), Reason.BODY_TOO_LARGE),
                refused("a body of unknown length", add.inChunks(), Reason.BAD_REQUEST),
                refused(
                        "a body over the limit of unknown length",
                        add(tooLong).inChunks(),
                        Reason.BAD_REQUEST),
                refused("a path that is not there", get("/v1/nothing"), Reason.BAD_REQUEST),
                refused("half a path", get("/v1/attachments/aws-cni/c1"), Reason.BAD_REQUEST),
                refused("a method that is not there", post(GOOD), Reason.BAD_REQUEST),
                refused("an attachment nobody has", get(GOOD), Reason.UNKNOWN_ATTACHMENT),
                refused(
                        "a slash in the container id",
                        put("aws-cni/a%2Fb/eth0"),
                        Reason.BAD_REQUEST),
                refused("a NUL in the container id", put("aws-cni/a%00b/eth0"), Reason.BAD_REQUEST),
                refused(
                        "a line end in the container id",
                        put("aws-cni/a%0Ab/eth0"),
                        Reason.BAD_REQUEST),
                refused("a blank container id", put("aws-cni/%20/eth0"), Reason.BAD_REQUEST),
                refused(
                        "a long container id",
                        put("aws-cni/" + "a".repeat(300) + "/eth0"),
                        Reason.BAD_REQUEST),
                refused("a network with a space", put("aws%20cni/c1/eth0"), Reason.BAD_REQUEST),
                refused(
                        "an interface of 16 bytes",
                        put("aws-cni/c1/eth0eth0eth0eth0"),
                        Reason.BAD_REQUEST),
                refused(
                        "an interface with a colon",
                        put("aws-cni/c1/eth0%3A1"),
                        Reason.BAD_REQUEST),
                refused(
                        "an interface called dot-dot",
                        put("aws-cni/c1/%2E%2E"),
                        Reason.BAD_REQUEST),
                refused("GC without a body", Call.of("POST", "/v1/gc", ""), Reason.BAD_REQUEST),
                refused(
                        "GC without a network",
                        gc("{\"validAttachments\":[]}"),
                        Reason.BAD_REQUEST),
                refused("GC without a list", gc("{\"network\":\"aws-cni\"}"), Reason.BAD_REQUEST),
                refused(
                        "GC with an attachment without names",
                        gc("{\"network\":\"aws-cni\",\"validAttachments\":[{}]}"),
                        Reason.BAD_REQUEST),
                refused(
                        "GC with null in its list",
                        gc("{\"network\":\"aws-cni\",\"validAttachments\":[null]}"),
                        Reason.BAD_REQUEST));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badCalls")
    void getsAProblemWithAReason(String what, Call call, Reason reason) throws IOException {
        Answer answer = RawHttp.exchange(n1, call.bytes());

        assertThat(answer.isProblem()).as("%s", answer).isTrue();
        assertThat(answer.json().path("reason").asText())
                .as("%s", answer)
                .isEqualTo(reason.label());
        assertThat(answer.json().path("status").asInt()).isEqualTo(answer.status());
        assertThat(answer.json().path("cniCode").asInt()).isEqualTo(reason.cniCode());
        assertThat(answer.json().path("title").asText()).isEqualTo(reason.title());
        assertThat(answer.json().path("detail").asText()).isNotEmpty();
        assertThat(answer.status()).isBetween(400, 499);
    }

    @AfterEach
    void nothingIsAssignedOrWaiting() throws IOException {
        await().untilAsserted(() -> assertThat(parked()).isZero());
        assertThat(AgentView.of(n1).assigned()).isEmpty();
        assertThat(JournalView.of(n1)).isEmpty();
        assertThat(freeAddresses()).isEqualTo(ADDRESSES);
    }

    /// The gate and the router must not disagree on what a path means.
    @ParameterizedTest
    @CsvSource({
        "DELETE, /./v1/attachments/aws-cni/c1/eth0",
        "DELETE, //v1/attachments/aws-cni/c1/eth0",
        "DELETE, /%761/attachments/aws-cni/c1/eth0",
        "DELETE, /v1/x/../attachments/aws-cni/c1/eth0",
        "POST, /v1/gc/",
        "POST, /./v1/gc",
        "POST, /v1/gc;x=1",
        "POST, /v1/enis",
        "GET, /v1/status/",
        "GET, /v1/enis/../status"
    })
    void noOtherSpellingOfACallDoesWithoutTheToken(String method, String path) throws IOException {
        Call call = Call.of(method, path, BODY);

        Answer without = RawHttp.exchange(n1, call.with("Authorization:").bytes());
        Answer wrong = RawHttp.exchange(n1, call.with("Authorization: Bearer 0").bytes());

        assertThat(without.json().path("reason").asText()).isEqualTo(Reason.BAD_TOKEN.label());
        assertThat(wrong.json().path("reason").asText()).isEqualTo(Reason.BAD_TOKEN.label());
    }

    @Test
    void theSameCallGetsTheSameAnswerTwice() throws IOException {
        Answer first = RawHttp.exchange(n1, add("c1", 5_000));
        Answer second = RawHttp.exchange(n1, add("c1", 5_000));
        RawHttp.exchange(n1, delete("c1"));

        assertThat(first.status()).isEqualTo(200);
        assertThat(address(second)).isNotEmpty().isEqualTo(address(first));
    }

    @Test
    void aCallerThatHangsUpWhileItWaitsLeavesItsPlaceToTheNext() throws Exception {
        occupyAll();
        try (Socket impatient = waiting("impatient", 1)) {
            assertThat(impatient.isConnected()).isTrue();
        }
        await().untilAsserted(() -> assertThat(parked()).isZero());

        RawHttp.exchange(n1, delete("held0"));
        Answer next = RawHttp.exchange(n1, add("next", 30_000));
        Answer impatient =
                RawHttp.exchange(n1, get("/v1/attachments/aws-cni/impatient/eth0").bytes());
        RawHttp.exchange(n1, delete("next"));
        releaseAll();

        assertThat(next.status()).isEqualTo(200);
        assertThat(impatient.json().path("reason").asText())
                .isEqualTo(Reason.UNKNOWN_ATTACHMENT.label());
    }

    @Test
    void aCallerThatHangsUpBeforeItsAnswerIsSentGivesTheAddressBack() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (Socket gone = RawHttp.connect(n1)) {
                gone.setSoLinger(true, 0);
                RawHttp.send(gone, add("gone" + i, 5_000));
            }
        }

        // Some answers got out before the reset was seen: those callers' runtimes send DEL.
        await().untilAsserted(() -> assertThat(parked()).isZero());
        for (int i = 0; i < 50; i++) {
            RawHttp.exchange(n1, delete("gone" + i));
        }
    }

    @Test
    void whoeverWaitsLongestIsServedFirst() throws Exception {
        occupyAll();
        try (Socket first = waiting("first", 1);
                Socket second = waiting("second", 2)) {
            RawHttp.exchange(n1, delete("held0"));
            await().untilAsserted(() -> assertThat(parked()).isOne());

            assertThat(holds("first")).isTrue();
            assertThat(holds("second")).isFalse();
            assertThat(first.isConnected() && second.isConnected()).isTrue();
        }
        RawHttp.exchange(n1, delete("first"));
        releaseAll();
    }

    @Test
    void anAddWhoseDeadlinePassesIsRefusedWithTheNextTry() throws IOException {
        occupyAll();
        Answer refused = RawHttp.exchange(n1, add("late", 300));
        releaseAll();

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.isProblem()).isTrue();
        assertThat(refused.json().path("reason").asText()).isEqualTo(Reason.ENI_LIMIT.label());
        assertThat(refused.json().path("retryAfterMs").asInt()).isPositive();
    }

    private static Arguments refused(String what, Call call, Reason reason) {
        return arguments(what, call, reason);
    }

    private static Call add(String body) {
        return Call.of("PUT", GOOD, body);
    }

    private static Call put(String key) {
        return Call.of("PUT", "/v1/attachments/" + key, BODY);
    }

    private static Call get(String path) {
        return Call.of("GET", path, "");
    }

    private static Call post(String path) {
        return Call.of("POST", path, BODY);
    }

    private static Call gc(String body) {
        return Call.of("POST", "/v1/gc", body);
    }

    private static byte[] add(String container, int deadlineMs) {
        return Call.of(
                        "PUT",
                        "/v1/attachments/aws-cni/" + container + "/eth0",
                        "{\"podName\":\"" + container + "\",\"deadlineMs\":" + deadlineMs + "}")
                .bytes();
    }

    private static byte[] delete(String container) {
        return Call.of("DELETE", "/v1/attachments/aws-cni/" + container + "/eth0", "").bytes();
    }

    private static void occupyAll() throws IOException {
        for (int i = 0; i < ADDRESSES; i++) {
            assertThat(RawHttp.exchange(n1, add("held" + i, 5_000)).status()).isEqualTo(200);
        }
    }

    private static void releaseAll() throws IOException {
        for (int i = 0; i < ADDRESSES; i++) {
            assertThat(RawHttp.exchange(n1, delete("held" + i)).status()).isEqualTo(200);
        }
    }

    /// A caller whose ADD is parked, as the last of so many.
    private static Socket waiting(String container, int parked) {
        Socket socket = RawHttp.connect(n1);
        RawHttp.send(socket, add(container, 60_000));
        await().untilAsserted(() -> assertThat(parked()).isEqualTo(parked));
        return socket;
    }

    private static boolean holds(String container) throws IOException {
        return RawHttp.exchange(n1, get("/v1/attachments/aws-cni/" + container + "/eth0").bytes())
                        .status()
                == 200;
    }

    private static int parked() throws IOException {
        return RawHttp.exchange(n1, get("/v1/explain").bytes()).json().path("parked").size();
    }

    private static int freeAddresses() throws IOException {
        return RawHttp.exchange(n1, get("/v1/status").bytes()).json().path("freeAddresses").asInt();
    }

    private static String address(Answer answer) {
        return answer.json().path("addresses").path(0).path("address").asText();
    }
}
