package dev.vpccni.ipam;

/// The id of a subnet, for instance `subnet-0a1b2c3d`.
public record SubnetId(String value) {
    public SubnetId {
        if (!value.startsWith("subnet-") || value.length() < 8) {
            throw new IllegalArgumentException(
                    "'" + value + "' is not a subnet id: it must start with subnet-");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
