package dev.vpccni.plugin.os;

/// A point on CLOCK_MONOTONIC until which something must be done.
///
/// @param atNanos Units: nanoseconds of [Os#monotonicNanos]
public record Deadline(Os os, long atNanos) {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /// The point this many milliseconds from now.
    public static Deadline in(Os os, long millis) {
        return new Deadline(os, os.monotonicNanos() + millis * NANOS_PER_MILLI);
    }

    /// Time that is left, rounded up; 0 when it is over. Units: milliseconds.
    public long leftMillis() {
        long nanos = atNanos - os.monotonicNanos();
        return nanos <= 0 ? 0 : (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
    }

    public boolean isOver() {
        return leftMillis() == 0;
    }

    /// The point this much before this one. Units: milliseconds.
    public Deadline before(long millis) {
        return new Deadline(os, atNanos - millis * NANOS_PER_MILLI);
    }

    /// This point, or the one that many milliseconds from now if it comes first.
    public Deadline atMost(long millis) {
        Deadline other = in(os, millis);
        return other.atNanos - atNanos < 0 ? other : this;
    }
}
