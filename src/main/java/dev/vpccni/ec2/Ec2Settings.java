package dev.vpccni.ec2;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How to reach EC2.
///
/// @param region the node's region, from IMDS
/// @param endpoint where to send EC2 calls instead of the region's endpoint (AWS_EC2_ENDPOINT); null for the region's
/// @param httpTimeout how long one request may go without an answer (HTTP_TIMEOUT)
/// @param version this agent's version, for the user agent
public record Ec2Settings(
        String region, @Nullable URI endpoint, Duration httpTimeout, String version) {
    public static final Duration DEFAULT_HTTP_TIMEOUT = Duration.ofSeconds(10);

    public Ec2Settings {
        if (region.isBlank()) {
            throw new IllegalArgumentException(
                    "the region is empty: EC2 calls need one, as IMDS names it");
        }
        if (httpTimeout.isNegative() || httpTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "the HTTP timeout must be positive, not " + httpTimeout);
        }
    }
}
