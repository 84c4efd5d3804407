package dev.vpccni.lab.account;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All resources of one kind, each with its history of the last ten minutes.
///
/// Listings are in the order of creation. Not thread-safe; the account's lock guards it.
final class Table<T> {
    private static final Duration MEMORY = Duration.ofMinutes(10);

    private record Removal(String id, Instant when) {}

    private final ResourceKind kind;
    private final Map<String, History<T>> rows = new LinkedHashMap<>();
    private final ArrayDeque<Removal> removals = new ArrayDeque<>();

    Table(ResourceKind kind) {
        this.kind = kind;
    }

    Optional<T> find(String id) {
        History<T> row = rows.get(id);
        return row == null ? Optional.empty() : row.latest();
    }

    /// The resource, or EC2's refusal for an id that is malformed or unknown.
    T get(String id) {
        kind.check(id);
        return find(id).orElseThrow(() -> kind.notFound(id));
    }

    Optional<T> findAt(String id, Instant when) {
        History<T> row = rows.get(id);
        return row == null ? Optional.empty() : row.at(when);
    }

    /// The named resources at that time, or one refusal that names all that are missing.
    List<T> getAllAt(List<String> ids, Instant when) {
        ids.forEach(kind::check);
        List<String> missing = ids.stream().filter(id -> findAt(id, when).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw kind.notFound(missing);
        }
        return ids.stream().distinct().flatMap(id -> findAt(id, when).stream()).toList();
    }

    List<T> all() {
        return rows.values().stream().flatMap(row -> row.latest().stream()).toList();
    }

    List<T> allAt(Instant when) {
        return rows.values().stream().flatMap(row -> row.at(when).stream()).toList();
    }

    void put(Instant from, String id, T value) {
        History<T> row = rows.computeIfAbsent(id, key -> new History<>());
        row.put(from, value);
        row.forgetBefore(from.minus(MEMORY));
    }

    void remove(Instant from, String id) {
        History<T> row = rows.get(id);
        if (row != null) {
            row.put(from, null);
            removals.addLast(new Removal(id, from));
        }
        forget(from.minus(MEMORY));
    }

    private void forget(Instant horizon) {
        while (!removals.isEmpty() && !removals.getFirst().when().isAfter(horizon)) {
            String id = removals.removeFirst().id();
            History<T> row = rows.get(id);
            if (row != null && row.forgetBefore(horizon)) {
                rows.remove(id);
            }
        }
    }
}
