package dev.vpccni.lab.imds;

import dev.vpccni.lab.account.Account;
import dev.vpccni.lab.http.Endpoint;
import dev.vpccni.lab.http.HttpCall;
import dev.vpccni.lab.http.Pause;
import dev.vpccni.lab.http.Reply;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Answers metadata requests for all instances of an account, told apart by the [InstanceLocator].
///
/// `PUT /latest/api/token` gives a token, `GET` needs it unless version 1 is allowed: 400 for a bad lifetime, 403 for a
/// forwarded token request, 401 without a valid token, 404 for what does not exist, 405 for other methods. Safe for
/// threads. Source: EC2 user guide, "Use the Instance Metadata Service to access instance metadata".
public final class ImdsApi implements Endpoint {
    private static final String TOKEN_PATH = "/latest/api/token";
    private static final String TTL = "x-aws-ec2-metadata-token-ttl-seconds";
    private static final String TOKEN = "x-aws-ec2-metadata-token";
    private static final Pattern VERSIONED =
            Pattern.compile("/(?:latest|1\\.0|\\d{4}-\\d\\d-\\d\\d)(/.*)?");

    private final ImdsGate gate;
    private final InstanceLocator locator;
    private final Pause pause;
    private final boolean versionOneAllowed;
    private final Tokens tokens;
    private final Metadata metadata;

    private ImdsApi(Builder builder) {
        this.gate = builder.gate;
        this.locator = builder.locator;
        this.pause = builder.pause;
        this.versionOneAllowed = builder.versionOneAllowed;
        this.tokens = new Tokens(builder.clock, builder.random);
        this.metadata = new Metadata(builder.account, builder.clock);
    }

    /// A service with version 2 only, an open gate, and instances known by their addresses.
    public static Builder of(Account account, InstantSource clock, RandomGenerator random) {
        return new Builder(account, clock, random);
    }

    @Override
    public Reply answer(HttpCall call) throws InterruptedException {
        Optional<String> instanceId = locator.instanceAt(call.source());
        if (instanceId.isEmpty()) {
            return Reply.text(
                    403,
                    "no instance of the lab owns the address " + call.source().getHostAddress());
        }
        ImdsGate.Verdict verdict = gate.admit(instanceId.get(), call.path());
        pause.await(verdict.delay());
        if (verdict.dropped()) {
            return Reply.dropped();
        }
        Integer status = verdict.status();
        return status == null ? serve(call, instanceId.get()) : error(status);
    }

    private Reply serve(HttpCall call, String instanceId) {
        if (call.path().equals(TOKEN_PATH)) {
            return call.method().equals("PUT") ? token(call, instanceId) : error(405);
        }
        if (!call.method().equals("GET")) {
            return error(405);
        }
        String token = call.header(TOKEN);
        boolean allowed = token == null ? versionOneAllowed : tokens.isValid(token, instanceId);
        return allowed ? read(call.path(), instanceId) : error(401);
    }

    private Reply token(HttpCall call, String instanceId) {
        // A token request that passed a proxy could be made from outside the instance.
        if (call.header("x-forwarded-for") != null) {
            return error(403);
        }
        Duration life = lifetime(call.header(TTL));
        if (life == null) {
            return error(400);
        }
        return new Reply.Answer(
                200,
                Map.of("Content-Type", "text/plain", TTL, String.valueOf(life.toSeconds())),
                tokens.issue(instanceId, life));
    }

    private static @Nullable Duration lifetime(@Nullable String seconds) {
        if (seconds == null || !seconds.matches("\\d{1,9}")) {
            return null;
        }
        Duration life = Duration.ofSeconds(Long.parseLong(seconds));
        return life.isZero() || life.compareTo(Tokens.LONGEST) > 0 ? null : life;
    }

    private Reply read(String path, String instanceId) {
        if (path.equals("/") || path.isEmpty()) {
            return Reply.text(200, "1.0\nlatest");
        }
        var versioned = VERSIONED.matcher(path);
        if (!versioned.matches()) {
            return error(404);
        }
        String below = versioned.group(1) == null ? "/" : versioned.group(1);
        return metadata.of(instanceId, gate.lag(instanceId))
                .flatMap(tree -> tree.find(below.substring(1)))
                .<Reply>map(text -> Reply.text(200, text))
                .orElseGet(() -> error(404));
    }

    private static Reply error(int status) {
        String title =
                switch (status) {
                    case 400 -> "400 - Bad Request";
                    case 401 -> "401 - Unauthorized";
                    case 403 -> "403 - Forbidden";
                    case 404 -> "404 - Not Found";
                    case 405 -> "405 - Method Not Allowed";
                    case 503 -> "503 - Service Unavailable";
                    default -> status + " - Error";
                };
        return new Reply.Answer(
                status,
                Map.of("Content-Type", "text/html"),
                "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n<html><head><title>"
                        + title
                        + "</title></head><body><h1>"
                        + title
                        + "</h1></body></html>\n");
    }

    /// The choices of a metadata service.
    public static final class Builder {
        private final Account account;
        private final InstantSource clock;
        private final RandomGenerator random;
        private ImdsGate gate = ImdsGate.open();
        private InstanceLocator locator;
        private Pause pause = Pause.sleeping();
        private boolean versionOneAllowed;

        private Builder(Account account, InstantSource clock, RandomGenerator random) {
            this.account = account;
            this.clock = clock;
            this.random = random;
            this.locator = InstanceLocator.byAddress(account);
        }

        public Builder gate(ImdsGate chosen) {
            gate = chosen;
            return this;
        }

        public Builder locator(InstanceLocator chosen) {
            locator = chosen;
            return this;
        }

        public Builder pause(Pause chosen) {
            pause = chosen;
            return this;
        }

        /// Answers requests without a token too.
        public Builder allowVersionOne(boolean allowed) {
            versionOneAllowed = allowed;
            return this;
        }

        public ImdsApi build() {
            return new ImdsApi(this);
        }
    }
}
