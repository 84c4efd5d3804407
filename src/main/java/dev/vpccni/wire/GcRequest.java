package dev.vpccni.wire;

import java.util.List;

/// Body of `POST /v1/gc`: the attachments that the runtime still knows on one network; all others are released.
public record GcRequest(String network, List<ValidAttachment> validAttachments) {
    public GcRequest {
        if (validAttachments == null) {
            throw new IllegalArgumentException(
                    "validAttachments is missing: taking it for an empty list would release every pod");
        }
        validAttachments = List.copyOf(validAttachments);
    }

    /// One attachment as `cni.dev/valid-attachments` names it.
    public record ValidAttachment(String containerId, String ifName) {}
}
