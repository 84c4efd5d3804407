package dev.vpccni.lab.imds;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The session tokens of IMDSv2. Safe for threads.
final class Tokens {
    static final Duration LONGEST = Duration.ofHours(6);

    private record Session(String instanceId, Instant expiry) {}

    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<String, Session> sessions = new HashMap<>();

    Tokens(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    synchronized String issue(String instanceId, Duration life) {
        Instant now = clock.instant();
        sessions.values().removeIf(session -> !session.expiry().isAfter(now));
        byte[] bytes = new byte[39];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "==";
        sessions.put(token, new Session(instanceId, now.plus(life)));
        return token;
    }

    /// True if the token was issued to this instance and has not expired.
    synchronized boolean isValid(String token, String instanceId) {
        Session session = sessions.get(token);
        return session != null
                && session.instanceId().equals(instanceId)
                && session.expiry().isAfter(clock.instant());
    }
}
