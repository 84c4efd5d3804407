package dev.vpccni.ipam;

/// The id of an elastic network interface, for instance `eni-0a1b2c3d`.
public record EniId(String value) implements Comparable<EniId> {
    public EniId {
        if (!value.startsWith("eni-") || value.length() < 5) {
            throw new IllegalArgumentException(
                    "'" + value + "' is not an ENI id: it must start with eni-");
        }
    }

    @Override
    public int compareTo(EniId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
