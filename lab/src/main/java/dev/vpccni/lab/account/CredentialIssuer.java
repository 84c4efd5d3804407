package dev.vpccni.lab.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Issues the credentials of instance roles and knows whose they are.
///
/// Each lasts six hours and is replaced when less than an hour is left, well before the SDKs ask for a new one. Safe
/// for threads.
public final class CredentialIssuer {
    /// The name of the role that every instance has.
    public static final String ROLE = "vpc-lab-node";

    private static final Duration LIFE = Duration.ofHours(6);
    private static final Duration RENEW = Duration.ofHours(1);
    private static final String KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<String, Credentials> byInstance = new HashMap<>();
    private final Map<String, Credentials> byAccessKey = new HashMap<>();

    CredentialIssuer(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /// The credentials an instance should use now.
    public synchronized Credentials issue(String instanceId) {
        Instant now = clock.instant();
        Credentials current = byInstance.get(instanceId);
        if (current != null && now.plus(RENEW).isBefore(current.expiration())) {
            return current;
        }
        Credentials fresh =
                new Credentials(
                        instanceId, "ASIA" + key(16), secret(30), secret(180), now, now.plus(LIFE));
        byInstance.put(instanceId, fresh);
        byAccessKey.put(fresh.accessKeyId(), fresh);
        byAccessKey.values().removeIf(old -> old.expiration().plus(LIFE).isBefore(now));
        return fresh;
    }

    /// The credentials with this access key, expired ones included.
    public synchronized Optional<Credentials> find(String accessKeyId) {
        return Optional.ofNullable(byAccessKey.get(accessKeyId));
    }

    private String key(int length) {
        StringBuilder key = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            key.append(KEY_ALPHABET.charAt(random.nextInt(KEY_ALPHABET.length())));
        }
        return key.toString();
    }

    private String secret(int bytes) {
        byte[] secret = new byte[bytes];
        random.nextBytes(secret);
        return Base64.getEncoder().encodeToString(secret);
    }
}
