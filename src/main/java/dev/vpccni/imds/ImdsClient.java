package dev.vpccni.imds;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Reads single values of IMDS version 2: fetches the session token, keeps it, renews it, and repeats what passes.
///
/// An answer is a text, or null for 404. Repeated: no answer, 429, 5xx; a 401 means that the token is over, and one is
/// fetched anew once per attempt. Version 1 is never used: it would hide that the node's token hop limit is wrong.
/// Built on HttpURLConnection, which the AWS SDK's client loads anyway: no second HTTP stack in memory.
///
/// Threads: any number; one token for all. Source: EC2 user guide, "Use IMDSv2"; spec/ipamd.md 2.7.
final class ImdsClient {
    private static final String TOKEN_PATH = "api/token";
    private static final String TOKEN_HEADER = "X-aws-ec2-metadata-token";
    private static final String TTL_HEADER = "X-aws-ec2-metadata-token-ttl-seconds";

    /// How long a token is asked to live; the incumbent's value.
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(5);

    /// A token is not used in its last moments, when it could end on the way.
    private static final Duration TOKEN_MARGIN = Duration.ofSeconds(30);

    /// Longest answer; the longest known is a list of some hundred addresses.
    private static final int LONGEST_ANSWER = 1 << 20;

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;

    private final ImdsSettings settings;
    private final ImdsListener listener;
    private final InstantSource clock;
    private final RandomGenerator random;
    private @Nullable Token token;

    ImdsClient(
            ImdsSettings settings,
            ImdsListener listener,
            InstantSource clock,
            RandomGenerator random) {
        this.settings = settings;
        this.listener = listener;
        this.clock = clock;
        this.random = random;
    }

    private record Token(String value, Instant until) {
        @Override
        public String toString() {
            return "Token until " + until;
        }
    }

    private record Answer(int status, String body) {}

    /// The value at `path` (below `/latest/`), stripped; null when IMDS has none.
    ///
    /// Errors: [ImdsException] when there is no answer, or another than 200 and 404.
    @Nullable String read(String path) {
        Answer answer = repeated(path, () -> withToken(path));
        if (answer.status() == NOT_FOUND) {
            return null;
        }
        if (answer.status() != OK) {
            throw refused(path, answer.status());
        }
        return answer.body().strip();
    }

    private interface Exchange {
        Answer run() throws IOException;
    }

    /// Runs an exchange until it gives an answer worth having, at most as often as the settings say.
    private Answer repeated(String path, Exchange exchange) {
        IOException lastFailure = null;
        Answer last = null;
        for (int attempt = 1; attempt <= settings.attempts(); attempt++) {
            try {
                last = exchange.run();
                if (!passing(last.status())) {
                    return last;
                }
            } catch (IOException e) {
                lastFailure = e;
            }
            if (attempt < settings.attempts()) {
                pause(path, attempt);
            }
        }
        if (last != null) {
            return last;
        }
        throw unreachable(path, lastFailure);
    }

    private static boolean passing(int status) {
        return status == TOO_MANY_REQUESTS || status >= SERVER_ERRORS;
    }

    private Answer withToken(String path) throws IOException {
        Token first = currentToken();
        Answer answer = get(path, first);
        if (answer.status() != UNAUTHORIZED) {
            return answer;
        }
        forget(first);
        return get(path, currentToken());
    }

    /// The token in force. One thread fetches, the others wait for it: they need it all the same.
    private synchronized Token currentToken() throws IOException {
        Token known = token;
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.until())) {
            return known;
        }
        HttpURLConnection connection = open(TOKEN_PATH);
        connection.setRequestMethod("PUT");
        connection.setRequestProperty(TTL_HEADER, Long.toString(TOKEN_LIFE.toSeconds()));
        Answer answer = timed(TOKEN_PATH, connection);
        if (answer.status() != OK) {
            if (passing(answer.status())) {
                throw new IOException("the token request got status " + answer.status());
            }
            throw refused(TOKEN_PATH, answer.status());
        }
        Token fresh = new Token(answer.body().strip(), now.plus(TOKEN_LIFE).minus(TOKEN_MARGIN));
        token = fresh;
        return fresh;
    }

    private synchronized void forget(Token over) {
        if (over.equals(token)) {
            token = null;
        }
    }

    private Answer get(String path, Token with) throws IOException {
        HttpURLConnection connection = open(path);
        connection.setRequestProperty(TOKEN_HEADER, with.value());
        return timed(path, connection);
    }

    private HttpURLConnection open(String path) throws IOException {
        URL url = URI.create(settings.endpoint() + "/latest/" + path).toURL();
        HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout((int) settings.timeout().toMillis());
        connection.setReadTimeout((int) settings.timeout().toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        return connection;
    }

    private Answer timed(String path, HttpURLConnection connection) throws IOException {
        Instant sent = clock.instant();
        int status = 0;
        try {
            Answer answer = answer(connection);
            status = answer.status();
            return answer;
        } finally {
            Instant ended = clock.instant();
            Duration took = ended.isAfter(sent) ? Duration.between(sent, ended) : Duration.ZERO;
            listener.answered(field(path), took, status);
        }
    }

    /// The last part of a path; the list of one ENI's fields ends in its MAC address, which must not become a label.
    private static String field(String path) {
        String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String last = bare.substring(bare.lastIndexOf('/') + 1);
        return last.contains(":") ? "macs" : last;
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream body =
                status == OK ? connection.getInputStream() : connection.getErrorStream()) {
            if (body == null) {
                return new Answer(status, "");
            }
            byte[] bytes = body.readNBytes(LONGEST_ANSWER);
            return new Answer(status, new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private void pause(String path, int attempt) {
        long step = settings.firstPause().toNanos() << (attempt - 1);
        try {
            Thread.sleep(Duration.ofNanos(step / 2 + random.nextLong(step / 2 + 1)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImdsException(
                    path,
                    0,
                    "reading " + path + " from IMDS was given up: the agent is shutting down",
                    e);
        }
    }

    private ImdsException refused(String path, int status) {
        String advice =
                switch (status) {
                    case UNAUTHORIZED ->
                            "it does not accept its own token, which a proxy between may cause";
                    case FORBIDDEN ->
                            "the instance's metadata service is switched off: enable it (HttpEndpoint=enabled)";
                    case NOT_FOUND -> "it knows no session tokens: this agent needs IMDSv2";
                    default -> "it fails by itself: look at the instance's status checks";
                };
        return new ImdsException(
                path,
                status,
                "reading "
                        + path
                        + " from IMDS at "
                        + settings.endpoint()
                        + " got status "
                        + status
                        + "; "
                        + advice,
                null);
    }

    private ImdsException unreachable(String path, @Nullable IOException cause) {
        String said = cause == null ? "nothing" : cause.getMessage();
        return new ImdsException(
                path,
                0,
                "reading "
                        + path
                        + " from IMDS at "
                        + settings.endpoint()
                        + " got no answer in "
                        + settings.attempts()
                        + " attempts ("
                        + said
                        + "); check that the agent runs in the host's network and that the instance's metadata"
                        + " service is enabled",
                cause);
    }
}
