package dev.vpccni.lab.account;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The states one resource has had, so that a reader can be shown the past: that is what eventual consistency looks
/// like from outside.
///
/// Not thread-safe; the account's lock guards it.
final class History<T> {
    private record Version<T>(Instant from, @Nullable T value) {}

    private final ArrayDeque<Version<T>> versions = new ArrayDeque<>();

    /// Adds the state that holds from `from` on; null says that the resource is gone.
    void put(Instant from, @Nullable T value) {
        versions.addLast(new Version<>(from, value));
    }

    /// The newest state.
    Optional<T> latest() {
        return versions.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(versions.getLast().value());
    }

    /// The state that held at that time; empty before the resource existed and after it went.
    Optional<T> at(Instant when) {
        Iterator<Version<T>> newestFirst = versions.descendingIterator();
        while (newestFirst.hasNext()) {
            Version<T> version = newestFirst.next();
            if (!version.from().isAfter(when)) {
                return Optional.ofNullable(version.value());
            }
        }
        return Optional.empty();
    }

    /// Forgets states that ended before `horizon`; true if nothing is left to remember.
    boolean forgetBefore(Instant horizon) {
        while (versions.size() > 1 && !second().from().isAfter(horizon)) {
            versions.removeFirst();
        }
        return versions.size() == 1
                && versions.getLast().value() == null
                && !versions.getLast().from().isAfter(horizon);
    }

    private Version<T> second() {
        Iterator<Version<T>> oldestFirst = versions.iterator();
        oldestFirst.next();
        return oldestFirst.next();
    }
}
