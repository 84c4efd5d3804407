package dev.vpccni.lab.account;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The tags of a resource, sorted by key so that a listing is the same on every run.
public record Tags(SortedMap<String, String> values) {
    private static final Tags NONE = new Tags(new TreeMap<>());

    public Tags {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    public static Tags none() {
        return NONE;
    }

    public static Tags of(Map<String, String> values) {
        return new Tags(new TreeMap<>(values));
    }

    public static Tags of(String key, String value) {
        return of(Map.of(key, value));
    }

    public @Nullable String get(String key) {
        return values.get(key);
    }

    /// These tags with `others` laid over them.
    public Tags with(Tags others) {
        TreeMap<String, String> merged = new TreeMap<>(values);
        merged.putAll(others.values);
        return new Tags(merged);
    }
}
