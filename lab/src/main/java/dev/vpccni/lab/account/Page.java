package dev.vpccni.lab.account;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of a listing, and the token that leads to the next part if there is one.
public record Page<T>(List<T> items, @Nullable String nextToken) {
    public Page {
        items = List.copyOf(items);
    }
}
