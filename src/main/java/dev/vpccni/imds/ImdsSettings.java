package dev.vpccni.imds;

import java.net.URI;
import java.time.Duration;

/// How to reach IMDS and how patient to be.
///
/// @param endpoint where it listens (AWS_EC2_METADATA_SERVICE_ENDPOINT); no path
/// @param timeout for connecting and for each answer
/// @param attempts how often a request is sent at most; > 0
/// @param firstPause pause after the first failed attempt, doubled each time and spread at random
public record ImdsSettings(URI endpoint, Duration timeout, int attempts, Duration firstPause) {
    /// The link-local address that every instance has.
    public static final URI DEFAULT_ENDPOINT = URI.create("http://169.254.169.254");

    public ImdsSettings {
        if (endpoint.getHost() == null || !"http".equals(endpoint.getScheme())) {
            throw new IllegalArgumentException(
                    "AWS_EC2_METADATA_SERVICE_ENDPOINT must look like http://host:port, not '"
                            + endpoint
                            + "'");
        }
        if (endpoint.getPath().equals("/")) {
            endpoint = URI.create(endpoint.getScheme() + "://" + endpoint.getRawAuthority());
        }
        if (attempts < 1) {
            throw new IllegalArgumentException("IMDS needs at least one attempt, not " + attempts);
        }
    }

    /// One second per answer, five attempts, pauses from 50 ms: at worst some six seconds for one value.
    public static ImdsSettings at(URI endpoint) {
        return new ImdsSettings(endpoint, Duration.ofSeconds(1), 5, Duration.ofMillis(50));
    }
}
