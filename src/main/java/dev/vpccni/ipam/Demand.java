package dev.vpccni.ipam;

/// Pods that need an address and have none.
///
/// @param parkedAdds ADD requests that wait for one
/// @param boundPods pods that are bound to this node and not wired yet; those with a parked ADD among them
public record Demand(int parkedAdds, int boundPods) {
    public static final Demand NONE = new Demand(0, 0);

    public Demand {
        if (parkedAdds < 0 || boundPods < 0) {
            throw new IllegalArgumentException(
                    "demand cannot be negative: " + parkedAdds + " ADDs, " + boundPods + " pods");
        }
    }

    /// Addresses that are needed: the larger of the two, for a parked ADD is mostly one of a bound pod.
    public int addresses() {
        return Math.max(parkedAdds, boundPods);
    }
}
