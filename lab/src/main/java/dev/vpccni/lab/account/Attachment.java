package dev.vpccni.lab.account;

import java.time.Instant;

/// The tie between an interface and an instance.
public record Attachment(
        String id,
        String instanceId,
        int deviceIndex,
        int networkCard,
        boolean deleteOnTermination,
        Status status,
        Instant attachTime) {

    /// How far the tie is. Source: EC2 API reference, NetworkInterfaceAttachment.
    public enum Status {
        ATTACHING,
        ATTACHED,
        DETACHING;

        /// The name on the wire.
        public String text() {
            return switch (this) {
                case ATTACHING -> "attaching";
                case ATTACHED -> "attached";
                case DETACHING -> "detaching";
            };
        }
    }

    Attachment withStatus(Status changed) {
        return new Attachment(
                id, instanceId, deviceIndex, networkCard, deleteOnTermination, changed, attachTime);
    }

    Attachment withDeleteOnTermination(boolean changed) {
        return new Attachment(
                id, instanceId, deviceIndex, networkCard, changed, status, attachTime);
    }
}
