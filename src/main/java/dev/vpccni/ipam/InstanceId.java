package dev.vpccni.ipam;

/// The id of an EC2 instance, for instance `i-0a1b2c3d`.
public record InstanceId(String value) {
    public InstanceId {
        if (!value.startsWith("i-") || value.length() < 3) {
            throw new IllegalArgumentException(
                    "'" + value + "' is not an instance id: it must start with i-");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
