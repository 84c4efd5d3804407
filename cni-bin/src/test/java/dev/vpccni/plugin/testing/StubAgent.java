package dev.vpccni.plugin.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// An agent that listens on 127.0.0.1:61679 of the thread's namespace and answers what a test says.
///
/// It speaks bytes, not HTTP, so that a test can also have it answer nonsense, half an answer, or nothing.
public final class StubAgent implements AutoCloseable {
    /// What an answer function returns to keep the connection open without a word.
    public static final byte[] SILENCE = new byte[0];

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final ServerSocket server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile Function<Request, byte[]> answer = request -> SILENCE;

    /// One request as it came.
    public record Request(String method, String path, List<String> headers, String body) {
        public String header(String name) {
            for (String header : headers) {
                if (header.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                    return header.substring(name.length() + 1).strip();
                }
            }
            return "";
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private StubAgent(ServerSocket server) {
        this.server = server;
    }

    /// What it returns to close the connection without a word.
    public static byte[] hangUp() {
        return new byte[1];
    }

    /// Listens in the namespace of the calling thread.
    public static StubAgent listen(int port) throws IOException {
        StubAgent agent =
                new StubAgent(new ServerSocket(port, 64, InetAddress.getByAddress(LOOPBACK)));
        Thread.ofPlatform().daemon().name("stub-agent").start(agent::accept);
        return agent;
    }

    public void answer(Function<Request, byte[]> newAnswer) {
        answer = newAnswer;
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /// `PUT /v1/…` and so on, in order.
    public List<String> calls() {
        return requests.stream().map(Request::toString).toList();
    }

    public int port() {
        return server.getLocalPort();
    }

    /// A JSON answer of the agent.
    public static byte[] json(int status, String body) {
        return http(status, "application/json", body);
    }

    /// A problem of the agent.
    public static byte[] problem(int status, String reason, int cniCode, String detail) {
        String body =
                """
                {"type":"about:blank#%s","title":"t","status":%d,"detail":"%s","reason":"%s",\
                "retryAfterMs":1500,"cniCode":%d}\
                """
                        .formatted(reason, status, detail, reason, cniCode);
        return http(status, "application/problem+json", body);
    }

    private static byte[] http(int status, String type, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "HTTP/1.1 %d x\r\nVpc-Cni-Protocol: 1\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                        .formatted(status, type, content.length);
        return concat(head.getBytes(StandardCharsets.UTF_8), content);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first);
        all.writeBytes(second);
        return all.toByteArray();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofPlatform().daemon().name("stub-agent-call").start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try {
            Request request = read(socket.getInputStream());
            requests.add(request);
            byte[] bytes = answer.apply(request);
            if (bytes.length == 0) {
                return;
            }
            if (bytes.length > 1) {
                socket.getOutputStream().write(bytes);
            }
            socket.close();
        } catch (IOException e) {
            open.remove(socket);
        }
    }

    private static Request read(InputStream in) throws IOException {
        String[] start = line(in).split(" ", 3);
        List<String> headers = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            headers.add(line);
        }
        Request head = new Request(start[0], start[1], headers, "");
        String length = head.header("Content-Length");
        byte[] body = length.isEmpty() ? new byte[0] : in.readNBytes(Integer.parseInt(length));
        return new Request(start[0], start[1], headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the plugin closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
