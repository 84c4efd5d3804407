package dev.vpccni.inet;

import java.util.stream.LongStream;

/// The seeds of the property tests: the seed is in the name of a failing case.
public final class Seeds {
    private Seeds() {}

    public static LongStream all() {
        return LongStream.range(0, 200);
    }
}
