package dev.vpccni.imds;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// An IMDS made of a map from path (below `/latest/`) to text; a folder lists its children, as IMDS does.
final class ImdsServer implements AutoCloseable {
    /// In place of a status: close the connection without an answer.
    static final int DROP = -1;

    /// In place of a status: never answer.
    static final int HANG = -2;

    private final HttpServer server;
    private final Map<String, String> values = new ConcurrentSkipListMap<>();
    private final Map<String, Queue<Integer>> faults = new ConcurrentHashMap<>();
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicInteger together = new AtomicInteger();
    private final AtomicInteger mostTogether = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile int tokensMade;
    private volatile Consumer<String> onRequest = path -> {};

    ImdsServer() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/latest/", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    ImdsServer value(String path, String text) {
        values.put(path, text);
        return this;
    }

    void remove(String path) {
        values.keySet().removeIf(it -> it.startsWith(path));
    }

    /// Answers the next requests of this path with these statuses, or [#DROP], or [#HANG].
    ImdsServer fault(String path, Integer... statuses) {
        faults.computeIfAbsent(path, it -> new ConcurrentLinkedQueue<>()).addAll(List.of(statuses));
        return this;
    }

    /// Forgets all tokens that it gave out.
    void expireTokens() {
        tokens.clear();
    }

    int tokensMade() {
        return tokensMade;
    }

    /// Paths of all requests but those for tokens.
    List<String> requests() {
        return List.copyOf(requests);
    }

    /// Answers no value (a path that is not a folder) before this many are asked for together.
    void holdValuesUntil(int together) {
        mostTogether.set(0);
        gate = new CountDownLatch(together);
    }

    /// The most values that were asked for together so far.
    int mostTogether() {
        return mostTogether.get();
    }

    /// Called with each path before it is answered.
    void beforeEach(Consumer<String> action) {
        onRequest = action;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/latest/".length());
        try {
            Integer fault = faults.getOrDefault(path, new ConcurrentLinkedQueue<>()).poll();
            if (fault != null) {
                requests.add(path);
                fail(exchange, fault);
            } else if (path.equals("api/token")) {
                giveToken(exchange);
            } else {
                requests.add(path);
                onRequest.accept(path);
                if (!path.endsWith("/")) {
                    mostTogether.accumulateAndGet(together.incrementAndGet(), Math::max);
                    gate.countDown();
                    gate.await();
                    together.decrementAndGet();
                }
                giveValue(exchange, path);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private void fail(HttpExchange exchange, int fault) throws IOException, InterruptedException {
        if (fault == HANG) {
            closing.await();
        } else if (fault != DROP) {
            exchange.sendResponseHeaders(fault, -1);
        }
    }

    private synchronized void giveToken(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("PUT")
                || exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token-ttl-seconds")
                        == null) {
            exchange.sendResponseHeaders(400, -1);
            return;
        }
        tokensMade++;
        tokens.add("token-" + tokensMade);
        send(exchange, "token-" + tokensMade);
    }

    private void giveValue(HttpExchange exchange, String path) throws IOException {
        String token = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token");
        if (token == null || !tokens.contains(token)) {
            exchange.sendResponseHeaders(401, -1);
            return;
        }
        String text = values.get(path);
        if (text == null && path.endsWith("/")) {
            text = children(path);
        }
        if (text == null || (path.endsWith("/") && text.isEmpty())) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            send(exchange, text);
        }
    }

    private String children(String folder) {
        Set<String> names = new HashSet<>();
        new TreeMap<>(values)
                .keySet().stream()
                        .filter(path -> path.startsWith(folder))
                        .map(path -> path.substring(folder.length()))
                        .forEach(rest ->
                                names.add(
                                        rest.contains("/")
                                                ? rest.substring(0, rest.indexOf('/') + 1)
                                                : rest));
        return String.join("\n", names.stream().sorted().toList());
    }

    private static void send(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
