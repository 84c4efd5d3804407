package dev.vpccni.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.node.AgentProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// HTTP as bytes on a socket, so that a test can send what no client would.
final class RawHttp {
    private static final JsonMapper JSON = new JsonMapper();
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int PATIENCE_MILLIS = 30_000;

    private RawHttp() {}

    /// An answer. Shape: `headers` is the head in lower case, with `\r\n` between lines.
    record Answer(int status, String headers, String body) {
        boolean isProblem() {
            return headers.contains("\r\ncontent-type: application/problem+json");
        }

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new IllegalStateException("the body is not JSON: " + this, e);
            }
        }
    }

    /// A connection to the agent's API on which nothing has been sent. The caller closes it.
    static Socket connect(LabNode node) {
        return node.machine()
                .call(() -> {
                    Socket socket = new Socket();
                    socket.connect(
                            new InetSocketAddress(
                                    InetAddress.getByAddress(LOOPBACK), AgentProcess.API_PORT),
                            PATIENCE_MILLIS);
                    socket.setSoTimeout(PATIENCE_MILLIS);
                    return socket;
                });
    }

    /// Sends a request as it is and reads up to the end of the connection.
    static Answer exchange(LabNode node, byte[] request) throws IOException {
        try (Socket socket = connect(node)) {
            send(socket, request);
            return parse(new String(received(socket), StandardCharsets.UTF_8));
        }
    }

    /// An agent that has refused already may close while the rest is still being sent.
    static void send(Socket socket, byte[] request) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(request);
            out.flush();
        } catch (IOException refusedBeforeTheEnd) {
            // The answer says why.
        }
    }

    private static byte[] received(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] chunk = new byte[8192];
        try {
            for (int count = socket.getInputStream().read(chunk);
                    count > 0;
                    count = socket.getInputStream().read(chunk)) {
                all.write(chunk, 0, count);
            }
        } catch (SocketException reset) {
            // What came before it counts.
        }
        return all.toByteArray();
    }

    private static Answer parse(String text) throws IOException {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0 || !text.startsWith("HTTP/1.1 ")) {
            throw new IOException("not an HTTP answer: '" + text + "'");
        }
        String head = text.substring(0, end);
        int status = Integer.parseInt(head.substring(9, 12));
        return new Answer(status, head.toLowerCase(Locale.ROOT) + "\r\n", text.substring(end + 4));
    }
}
