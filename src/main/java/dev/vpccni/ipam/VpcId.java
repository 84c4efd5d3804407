package dev.vpccni.ipam;

/// The id of a VPC, for instance `vpc-0a1b2c3d`.
public record VpcId(String value) {
    public VpcId {
        if (!value.startsWith("vpc-") || value.length() < 5) {
            throw new IllegalArgumentException(
                    "'" + value + "' is not a VPC id: it must start with vpc-");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
