package dev.vpccni.lab.account;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// How often one action was called. Shape: `errors` maps each error code to its number; `took` is the sum.
public record CallCount(String action, long calls, SortedMap<String, Long> errors, Duration took) {
    public CallCount {
        errors = Collections.unmodifiableSortedMap(new TreeMap<>(errors));
    }

    CallCount plus(Call call) {
        SortedMap<String, Long> counted = new TreeMap<>(errors);
        if (!call.succeeded()) {
            counted.merge(call.code(), 1L, Long::sum);
        }
        return new CallCount(action, calls + 1, counted, took.plus(call.took()));
    }
}
