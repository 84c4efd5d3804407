package dev.vpccni.engine;

import dev.vpccni.engine.Event.Attach;
import dev.vpccni.ipam.AttachmentKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/// ADDs that wait for an address, first come first served.
///
/// Belongs to the engine's thread. Two ADDs of one attachment differ in the future that answers them, so futures are
/// compared by identity.
@SuppressWarnings("ReferenceEquality")
final class ParkedAdds {
    private final List<Attach> waiting = new ArrayList<>();

    void park(Attach add) {
        waiting.add(add);
    }

    /// In the order of arrival.
    List<Attach> all() {
        return List.copyOf(waiting);
    }

    void remove(Attach add) {
        take(other -> other.reply() == add.reply());
    }

    /// Takes back the ADD that this future would have answered; false when it is not parked.
    boolean cancel(CompletableFuture<AttachOutcome> reply) {
        return !take(add -> add.reply() == reply).isEmpty();
    }

    /// Takes out those whose deadline has come.
    List<Attach> expire(Instant now) {
        return take(add -> !add.deadline().isAfter(now));
    }

    /// Takes out all that ask for this attachment.
    List<Attach> takeAll(AttachmentKey key) {
        return take(add -> add.key().equals(key));
    }

    Optional<Instant> nextDeadline() {
        return waiting.stream().map(Attach::deadline).min(Instant::compareTo);
    }

    /// How many different attachments wait.
    int size() {
        return (int) waiting.stream().map(Attach::key).distinct().count();
    }

    private List<Attach> take(Predicate<Attach> which) {
        List<Attach> taken = waiting.stream().filter(which).toList();
        waiting.removeIf(which);
        return taken;
    }
}
