package dev.vpccni.ipam;

/// The id of a security group, for instance `sg-0a1b2c3d`.
public record SecurityGroupId(String value) {
    public SecurityGroupId {
        if (!value.startsWith("sg-") || value.length() < 4) {
            throw new IllegalArgumentException(
                    "'" + value + "' is not a security group id: it must start with sg-");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
