package dev.vpccni.lab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpListenerTest {
    private final List<HttpCall> calls = new ArrayList<>();
    private Endpoint endpoint = call -> new Reply.Answer(200, Map.of("X-Kind", "test"), "grüße");
    private final HttpListener listener =
            HttpListener.start(
                    anyPort(),
                    call -> {
                        calls.add(call);
                        return endpoint.answer(call);
                    });
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
        listener.close();
    }

    @Test
    void handsOverTheRequestAndSendsTheAnswer() throws Exception {
        HttpResponse<String> reply = post("/a%20b?c=d%26e", "naïve");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("grüße");
        assertThat(reply.headers().firstValue("x-kind")).contains("test");
        HttpCall call = calls.getFirst();
        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.path()).isEqualTo("/a%20b");
        assertThat(call.query()).isEqualTo("c=d%26e");
        assertThat(call.body()).isEqualTo("naïve");
        assertThat(call.header("x-who")).isEqualTo("me");
        assertThat(call.source()).isEqualTo(InetAddress.getLoopbackAddress());
    }

    @Test
    void closesTheConnectionOfADroppedRequest() {
        endpoint = call -> Reply.dropped();

        assertThatThrownBy(() -> post("/", "x")).isInstanceOf(IOException.class);
    }

    @Test
    void answersAMistakeOfTheEndpoint() throws Exception {
        endpoint =
                call -> {
                    throw new IllegalStateException("a mistake");
                };

        HttpResponse<String> reply = post("/", "x");

        assertThat(reply.statusCode()).isEqualTo(500);
        assertThat(reply.body()).contains("a mistake");
    }

    @Test
    void refusesLargeBodies() throws Exception {
        HttpResponse<String> reply = post("/", "x".repeat((1 << 20) + 1));

        assertThat(reply.statusCode()).isEqualTo(413);
        assertThat(calls).isEmpty();
    }

    @Test
    void saysWhichAddressIsTaken() {
        assertThatThrownBy(() -> HttpListener.start(listener.address(), endpoint))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(String.valueOf(listener.address().getPort()));
    }

    private HttpResponse<String> post(String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:" + listener.address().getPort() + path))
                        .header("X-Who", "me")
                        .POST(BodyPublishers.ofString(body))
                        .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
