package dev.vpccni.ipam;

/// How many addresses there are and in which state; always `total = assigned + cooling + free + pending + withheld`.
///
/// @param total all addresses in the blocks of the ENIs, primary addresses not counted
/// @param free can be given to a pod at once
/// @param pending not held, on an ENI that is not set up yet: will be free without another call to EC2
/// @param withheld not held, but in an unverified or leaving block or on a leaving ENI
public record Counts(
        long total, long assigned, long cooling, long free, long pending, long withheld) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

    public Counts {
        if (total != assigned + cooling + free + pending + withheld) {
            throw new IllegalArgumentException("address counts do not add up");
        }
    }

    public Counts plus(Counts other) {
        return new Counts(
                total + other.total,
                assigned + other.assigned,
                cooling + other.cooling,
                free + other.free,
                pending + other.pending,
                withheld + other.withheld);
    }
}
