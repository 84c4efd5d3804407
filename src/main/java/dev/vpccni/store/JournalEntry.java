package dev.vpccni.store;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.ipam.Assignment;
import dev.vpccni.ipam.AttachmentKey;
import java.time.Instant;

/// One change that must survive.
public sealed interface JournalEntry {
    /// An attachment has received an address.
    record Assigned(Assignment assignment) implements JournalEntry {}

    /// An attachment has given its address back, and nobody may have it before the given time.
    record Released(AttachmentKey key, IpAddress address, Instant coolingUntil)
            implements JournalEntry {}
}
