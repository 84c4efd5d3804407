package dev.vpccni.ipam;

import dev.vpccni.inet.IpAddress;

/// The primary address of an ENI: the host's own, used for the link and for source translation.
///
/// It is a type of its own so that no code path can give it to a pod: only an [IpAddress] out of a block can be
/// assigned, and [Pool] refuses a block that contains a primary address.
public record PrimaryAddress(IpAddress value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
