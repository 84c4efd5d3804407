package dev.vpccni.ipam;

import java.time.Instant;

/// A time in which something is not asked of EC2 because it would fail again.
///
/// @param reason for people, for instance "subnet-0a: InsufficientFreeAddressesInSubnet"
public record Pause(Instant until, String reason) {
    public boolean isActive(Instant now) {
        return until.isAfter(now);
    }
}
