package dev.vpccni.ipam;

/// What the instance type allows.
///
/// @param maxEnis ENIs that can be attached, the primary included
/// @param ipv4PerEni IPv4 addresses of one ENI, its primary address included
/// @param maxPods bound on addresses that are wanted, whatever the targets say
public record Limits(int maxEnis, int ipv4PerEni, int maxPods) {
    public Limits {
        if (maxEnis < 1 || ipv4PerEni < 1 || maxPods < 0) {
            throw new IllegalArgumentException(
                    "an instance has at least one ENI with one address: ENIs "
                            + maxEnis
                            + ", addresses each "
                            + ipv4PerEni
                            + ", pods "
                            + maxPods);
        }
    }

    /// Blocks that EC2 can put on one ENI: all its addresses but the primary one.
    public int slotsPerEni() {
        return ipv4PerEni - 1;
    }
}
