package dev.vpccni.ec2;

/// The id of the attachment of an ENI to an instance, for instance `eni-attach-0a1b2c3d`.
public record AttachmentId(String value) {
    public AttachmentId {
        if (!value.startsWith("eni-attach-") || value.length() < 12) {
            throw new IllegalArgumentException(
                    "'" + value + "' is not an attachment id: it must start with eni-attach-");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
