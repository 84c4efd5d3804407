package dev.vpccni.lab.node;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// The answer of an HTTP service on the loopback of the calling thread's network namespace.
///
/// The JDK's clients keep connections open and pool them by address, and 127.0.0.1 is another machine in each
/// namespace: a pooled connection would ask the wrong node. Hence one HTTP/1.0 request on one socket.
public record HttpAnswer(int status, String body) {
    private static final int TIMEOUT_MILLIS = 10_000;

    /// Errors: IOException when nobody listens or the answer is not HTTP.
    public static HttpAnswer get(int port, String path) throws IOException {
        return send("GET", port, path, "");
    }

    /// Sends a request with a JSON body. Errors: as for [#get].
    public static HttpAnswer post(int port, String path, String json) throws IOException {
        return send("POST", port, path, json);
    }

    private static HttpAnswer send(String method, int port, String path, String body)
            throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head =
                method
                        + " "
                        + path
                        + " HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: "
                        + content.length
                        + "\r\n\r\n";
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port),
                    TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(content);
            out.flush();
            return parse(
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /// Shape: status line, headers, empty line, body up to the end of the connection.
    static HttpAnswer parse(String answer) throws IOException {
        int headEnd = answer.indexOf("\r\n\r\n");
        String[] statusLine = answer.split(" ", 3);
        if (headEnd < 0 || statusLine.length < 2 || !statusLine[0].startsWith("HTTP/")) {
            throw new IOException("not an HTTP answer: '" + answer + "'");
        }
        try {
            return new HttpAnswer(Integer.parseInt(statusLine[1]), answer.substring(headEnd + 4));
        } catch (NumberFormatException e) {
            throw new IOException("not an HTTP status: '" + statusLine[1] + "'", e);
        }
    }
}
