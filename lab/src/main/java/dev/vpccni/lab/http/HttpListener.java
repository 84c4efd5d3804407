package dev.vpccni.lab.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A listening socket that hands its requests to an [Endpoint].
///
/// The socket is made on the thread that calls [#start], so a thread that has entered a network namespace opens it
/// there. The threads that answer are made later by the server's own thread, which inherits that namespace: an
/// endpoint that needs another one must hold sockets it opened before.
public final class HttpListener implements AutoCloseable {
    /// Requests are small; a larger body is a mistake of the caller.
    private static final int MOST_BYTES = 1 << 20;

    private static final int BACKLOG = 256;

    static {
        // Without it an answer on a kept connection waits 40 ms for the peer's delayed
        // acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // The default of 200 closes kept connections as soon as a fleet of nodes has opened more.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
    }

    private final HttpServer server;
    private final ExecutorService workers;

    private HttpListener(HttpServer server, ExecutorService workers) {
        this.server = server;
        this.workers = workers;
    }

    /// Opens the socket and begins to answer. Shape: port 0 takes a free port.
    ///
    /// Errors: UncheckedIOException that names the address if it cannot be bound.
    public static HttpListener start(InetSocketAddress address, Endpoint endpoint) {
        try {
            HttpServer server = HttpServer.create(address, BACKLOG);
            ExecutorService workers =
                    Executors.newCachedThreadPool(
                            Thread.ofPlatform()
                                    .daemon()
                                    .name("http-" + server.getAddress().getPort() + "-", 0)
                                    .factory());
            server.setExecutor(workers);
            server.createContext("/", exchange -> serve(exchange, endpoint));
            server.start();
            return new HttpListener(server, workers);
        } catch (IOException e) {
            throw new UncheckedIOException("listen on " + address + ": " + e.getMessage(), e);
        }
    }

    /// Where it listens, with the real port.
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        workers.shutdownNow();
        server.stop(0);
    }

    private static void serve(HttpExchange exchange, Endpoint endpoint) throws IOException {
        try (exchange) {
            switch (answer(exchange, endpoint)) {
                case Reply.Answer answer -> send(exchange, answer);
                // Closing before any header is sent closes the connection.
                case Reply.Dropped _ -> {}
            }
        }
    }

    private static Reply answer(HttpExchange exchange, Endpoint endpoint) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            return Reply.text(413, "the body has more than " + MOST_BYTES + " bytes");
        }
        try {
            return endpoint.answer(read(exchange, new String(body, StandardCharsets.UTF_8)));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Reply.dropped();
        } catch (RuntimeException e) {
            System.getLogger(HttpListener.class.getName())
                    .log(System.Logger.Level.ERROR, "answer " + exchange.getRequestURI(), e);
            return Reply.text(500, e.toString());
        }
    }

    private static HttpCall read(HttpExchange exchange, String body) {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) ->
                        headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        URI uri = exchange.getRequestURI();
        String query = uri.getRawQuery();
        return new HttpCall(
                exchange.getRequestMethod(),
                uri.getRawPath(),
                query == null ? "" : query,
                headers,
                body,
                exchange.getRemoteAddress().getAddress());
    }

    private static void send(HttpExchange exchange, Reply.Answer answer) throws IOException {
        byte[] body = answer.bytes();
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
