package dev.vpccni.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.node.AgentProcess;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bad calls of the packaged agent's API: each is answered with a problem that names the reason, and nothing is assigned.
///
/// Requests are written by hand, for HTTP clients straighten the very things that are tried here.
class ApiIT {
    @RegisterExtension
    static final SystemLab LAB =
            new SystemLab("itapi", "topology: {instanceType: t3.small, nodes: 1}");

    private static final String ATTACHMENT = "/v1/attachments/aws-cni/c1/eth0";
    private static final String BODY =
            "{\"podName\":\"web\",\"podNamespace\":\"default\",\"deadlineMs\":1000}";

    private static String token = "";

    @BeforeAll
    static void startAgent() {
        LabNode node = LAB.node("n1");
        SystemLab.startAgent(node, SystemLab.agent());
        token = node.machine().readFile("/var/run/aws-node/plugin.token").strip();
    }

    @AfterAll
    static void nothingIsAssigned() throws Exception {
        assertThat(send("GET", "/v1/enis", "", "")).contains("\"AssignedIPs\":0");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/status",
        "PUT, /v1/attachments/aws-cni/c1/eth0",
        "DELETE, /v1/attachments/aws-cni/c1/eth0",
        "DELETE, /./v1/attachments/aws-cni/c1/eth0",
        "DELETE, //v1/attachments/aws-cni/c1/eth0",
        "DELETE, /%761/attachments/aws-cni/c1/eth0",
        "DELETE, /v1/x/../attachments/aws-cni/c1/eth0",
        "POST, /v1/gc",
        "POST, /v1/gc/",
        "POST, /./v1/gc",
        "POST, /v1/gc;x=1",
        "POST, /v1/enis",
    })
    void noSpellingOfACallGetsThroughWithoutTheToken(String method, String path) throws Exception {
        assertProblem(send(method, path, "", BODY), 401, "BadToken");
        assertProblem(send(method, path, "Authorization: Bearer 0000\r\n", BODY), 401, "BadToken");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | /v1/attachments/aws-cni/c1/eth0 | {\"podName\": | 400 | BadRequest",
                "PUT | /v1/attachments/aws-cni/c1/eth0 | [1] | 400 | BadRequest",
                "PUT | /v1/attachments/aws-cni/c1/eth0 | {\"deadlineMs\":0} | 400 | BadRequest",
                "PUT | /v1/attachments/aws-cni/c1/eth0 | {\"deadlineMs\":\"soon\"} | 400 | BadRequest",
                "GET | /v1/attachments/aws-cni/nobody/eth0 | '' | 404 | UnknownAttachment",
                "POST | /v1/gc | {} | 400 | BadRequest",
                "POST | /v1/gc | {\"network\":\"aws-cni\"} | 400 | BadRequest",
                "POST | /v1/gc | {\"network\":\"n\",\"validAttachments\":[{\"containerId\":\"c\",\"ifName\":\"\"}]}"
                        + " | 400 | BadRequest",
            })
    void aBadBodyOrAnUnknownThingIsAProblem(
            String method, String path, String body, int status, String reason) throws Exception {
        assertProblem(send(method, path, authorization(), body), status, reason);
    }

    @Test
    void anotherProtocolVersionIsRefused() throws Exception {
        String answer = send("PUT", ATTACHMENT, authorization() + "Vpc-Cni-Protocol: 99\r\n", BODY);

        assertProblem(answer, 400, "ProtocolMismatch");
    }

    @Test
    void aBodyBeyondTheLimitIsRefused() throws Exception {
        String answer = send("PUT", ATTACHMENT, authorization(), " ".repeat(2 * 1024 * 1024));

        assertProblem(answer, 413, "BodyTooLarge");
    }

    private static String authorization() {
        return "Authorization: Bearer " + token + "\r\n";
    }

    private static void assertProblem(String answer, int status, String reason) {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer.toLowerCase(java.util.Locale.ROOT))
                .contains("content-type: application/problem+json");
        assertThat(answer).contains("\"reason\":\"" + reason + "\"");
    }

    /// Sends one request as it stands and returns the whole answer.
    private static String send(String method, String path, String headers, String body)
            throws Exception {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head =
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Content-Type: application/json\r\nContent-Length: "
                        + content.length
                        + "\r\n"
                        + headers
                        + "\r\n";
        return LAB.node("n1")
                .machine()
                .call(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress("127.0.0.1", AgentProcess.API_PORT));
                        socket.setSoTimeout(20_000);
                        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
                        socket.getOutputStream()
                                .write(content, 0, Math.min(content.length, 64 * 1024));
                        return new String(
                                socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    }
                });
    }
}
