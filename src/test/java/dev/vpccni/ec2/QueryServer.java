package dev.vpccni.ec2;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// Speaks just enough of the EC2 Query API: keeps the parameters of each request and gives the scripted answers in
/// order. A request beyond the script is answered 418, so that it is noticed.
final class QueryServer implements AutoCloseable {
    private final HttpServer server;
    private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
    private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();

    private interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    QueryServer() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Parameters of all requests, in the order of their coming.
    List<Map<String, String>> requests() {
        return List.copyOf(requests);
    }

    Map<String, String> onlyRequest() {
        if (requests.size() != 1) {
            throw new AssertionError("expected one request, but there were " + requests);
        }
        return requests.getFirst();
    }

    String header(int request, String name) {
        return String.join(",", headers.get(request).getOrDefault(name, List.of()));
    }

    /// A success: the response element with these children.
    QueryServer answer(String action, String children) {
        return raw(
                200,
                "<"
                        + action
                        + "Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>req-ok</requestId>"
                        + children
                        + "</"
                        + action
                        + "Response>");
    }

    QueryServer error(int status, String code, String message) {
        return raw(
                status,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Errors><Error><Code>"
                        + code
                        + "</Code><Message>"
                        + message
                        + "</Message></Error></Errors><RequestID>req-failed</RequestID></Response>");
    }

    QueryServer raw(int status, String body) {
        script.add(exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/xml;charset=UTF-8");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        return this;
    }

    /// Reads the request and closes the connection without an answer.
    QueryServer drop() {
        script.add(HttpExchange::close);
        return this;
    }

    /// Reads the request and never answers.
    QueryServer hang() {
        script.add(exchange -> {
            closing.await();
            exchange.close();
        });
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.add(
                parse(
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        headers.add(Map.copyOf(exchange.getRequestHeaders()));
        Answer next = script.poll();
        if (next == null) {
            exchange.sendResponseHeaders(418, -1);
            exchange.close();
            return;
        }
        try {
            next.to(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> parse(String form) {
        Map<String, String> parameters = new TreeMap<>();
        for (String pair : form.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
