package dev.vpccni.ipam;

import java.util.Comparator;

/// What the runtime identifies an attachment by: network, container (sandbox) and interface inside it.
///
/// Errors: IllegalArgumentException when a part is empty; CNI requires all three.
public record AttachmentKey(String network, String containerId, String ifName)
        implements Comparable<AttachmentKey> {
    private static final Comparator<AttachmentKey> ORDER =
            Comparator.comparing(AttachmentKey::containerId)
                    .thenComparing(AttachmentKey::ifName)
                    .thenComparing(AttachmentKey::network);

    public AttachmentKey {
        if (network.isEmpty() || containerId.isEmpty() || ifName.isEmpty()) {
            throw new IllegalArgumentException(
                    "an attachment is named by network, container and interface; got '"
                            + network
                            + "', '"
                            + containerId
                            + "', '"
                            + ifName
                            + "'");
        }
    }

    @Override
    public int compareTo(AttachmentKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return network + "/" + containerId + "/" + ifName;
    }
}
