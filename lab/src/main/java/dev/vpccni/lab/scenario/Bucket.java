package dev.vpccni.lab.scenario;

/// The size of a token bucket and how fast it fills. Units: calls, calls per second.
public record Bucket(int burst, double perSecond) {
    public Bucket {
        if (burst < 1 || !(perSecond > 0)) {
            throw new IllegalArgumentException(
                    "a bucket holds at least one token and fills: not "
                            + burst
                            + " and "
                            + perSecond
                            + " per second");
        }
    }
}
