package dev.vpccni.engine;

import dev.vpccni.engine.Event.Attach;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// ADDs that wait for an address, first come first served.
///
/// Belongs to the engine's thread. A repeated ADD of the same attachment joins at the place of the first.
final class ParkedAdds {
    private final Map<CompletableFuture<AttachOutcome>, Attach> waiting = new LinkedHashMap<>();

    void park(Attach add) {
        waiting.put(add.reply(), add);
    }

    /// In the order of arrival.
    List<Attach> all() {
        return List.copyOf(waiting.values());
    }

    void remove(Attach add) {
        waiting.remove(add.reply());
    }

    /// Takes back the ADD that this future would have answered; false when it is not parked.
    boolean cancel(CompletableFuture<AttachOutcome> reply) {
        return waiting.remove(reply) != null;
    }

    /// Takes out those whose deadline has come.
    List<Attach> expire(Instant now) {
        List<Attach> late = new ArrayList<>();
        waiting.values().removeIf(add -> !add.deadline().isAfter(now) && late.add(add));
        return late;
    }

    /// Takes out all that ask for this attachment.
    List<Attach> takeAll(dev.vpccni.ipam.AttachmentKey key) {
        List<Attach> taken = new ArrayList<>();
        waiting.values().removeIf(add -> add.key().equals(key) && taken.add(add));
        return taken;
    }

    Optional<Instant> nextDeadline() {
        return waiting.values().stream().map(Attach::deadline).min(Instant::compareTo);
    }

    /// How many different attachments wait.
    int size() {
        return (int) waiting.values().stream().map(Attach::key).distinct().count();
    }
}
