package dev.vpccni.lab.node;

import dev.vpccni.inet.IpAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// The answer of an HTTP service in the calling thread's network namespace.
///
/// The JDK's clients keep connections open and pool them by address, and 127.0.0.1 is another machine in each
/// namespace: a pooled connection would ask the wrong node. Hence one HTTP/1.0 request on one socket.
public record HttpAnswer(int status, String body) {
    private static final IpAddress LOOPBACK = IpAddress.ofIpv4(0x7f000001);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /// Asks a service on the loopback. Errors: IOException when nobody listens or the answer is not HTTP.
    public static HttpAnswer get(int port, String path) throws IOException {
        return send("GET", LOOPBACK, port, path, Map.of(), "");
    }

    /// Sends a request with a JSON body to a service on the loopback. Errors: as for [#get].
    ///
    /// @param timeout how long to wait for each part of the answer
    public static HttpAnswer json(
            String method, int port, String path, String json, Duration timeout)
            throws IOException {
        Map<String, String> headers = Map.of("Content-Type", "application/json");
        return send(method, LOOPBACK, port, path, headers, json, timeout);
    }

    /// Sends any request to any address. Errors: as for [#get].
    public static HttpAnswer send(
            String method,
            IpAddress host,
            int port,
            String path,
            Map<String, String> headers,
            String body)
            throws IOException {
        return send(method, host, port, path, headers, body, TIMEOUT);
    }

    private static HttpAnswer send(
            String method,
            IpAddress host,
            int port,
            String path,
            Map<String, String> headers,
            String body,
            Duration timeout)
            throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.0\r\n");
        head.append("Host: ").append(host).append("\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        head.append("Content-Length: ").append(content.length).append("\r\n\r\n");
        try (Socket socket = new Socket()) {
            InetAddress address = InetAddress.getByAddress(host.bytes());
            socket.connect(new InetSocketAddress(address, port), (int) TIMEOUT.toMillis());
            socket.setSoTimeout((int) timeout.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
            out.write(content);
            out.flush();
            byte[] answer = socket.getInputStream().readAllBytes();
            return parse(new String(answer, StandardCharsets.UTF_8));
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
