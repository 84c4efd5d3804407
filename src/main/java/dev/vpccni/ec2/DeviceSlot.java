package dev.vpccni.ec2;

/// A place for an ENI on an instance: a network card and a device index on it.
public record DeviceSlot(int networkCard, int deviceIndex) {
    public DeviceSlot {
        if (networkCard < 0 || deviceIndex < 0) {
            throw new IllegalArgumentException(
                    "network card "
                            + networkCard
                            + " and device index "
                            + deviceIndex
                            + " must not be negative");
        }
    }
}
