package dev.vpccni.ec2;

import org.jspecify.annotations.Nullable;

/// Idle timeouts of an ENI's security group connection tracking; null where the ENI has EC2's default.
///
/// New ENIs copy those of the primary ENI, so that a pod's connections live as long on any ENI. Units: seconds.
/// Source: EC2 API, ConnectionTrackingSpecificationRequest.
public record ConnectionTracking(
        @Nullable Integer tcpEstablishedSeconds,
        @Nullable Integer udpStreamSeconds,
        @Nullable Integer udpSeconds) {
    /// All timeouts as EC2 sets them; nothing is sent.
    public static final ConnectionTracking DEFAULTS = new ConnectionTracking(null, null, null);

    boolean isDefault() {
        return equals(DEFAULTS);
    }
}
