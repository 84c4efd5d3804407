package dev.vpccni.lab.account;

import java.time.Instant;

/// Temporary credentials of an instance's role, as IMDS hands them out.
public record Credentials(
        String instanceId,
        String accessKeyId,
        String secretAccessKey,
        String sessionToken,
        Instant issued,
        Instant expiration) {

    /// Leaves the secrets out.
    @Override
    public String toString() {
        return "Credentials[" + accessKeyId + " of " + instanceId + " until " + expiration + "]";
    }
}
