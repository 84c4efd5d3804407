package dev.vpccni.store;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.ipam.Assignment;
import dev.vpccni.ipam.AttachmentKey;
import dev.vpccni.ipam.PodRef;
import java.time.Instant;

/// Journal entries that tests are told with.
final class Entries {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final Names NAMES = new Names("ipam.json", "ipam.journal");

    private Entries() {}

    static AttachmentKey key(int pod) {
        return new AttachmentKey("aws-cni", "sandbox-" + pod, "eth0");
    }

    static IpAddress address(int number) {
        return IpAddress.parse("10.0.0.0").plus(number);
    }

    /// Pod n has address n since n seconds after noon.
    static Assignment assignment(int pod) {
        return new Assignment(
                key(pod),
                new PodRef("default", "pod-" + pod, "uid-" + pod),
                address(pod),
                NOON.plusSeconds(pod));
    }

    static JournalEntry assigned(int pod) {
        return new JournalEntry.Assigned(assignment(pod));
    }

    static JournalEntry released(int pod) {
        return new JournalEntry.Released(key(pod), address(pod), NOON.plusSeconds(3600 + pod));
    }
}
