package dev.vpccni.store;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.ipam.Assignment;
import dev.vpccni.ipam.AttachmentKey;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The sum of all durable entries, kept so that the checkpoint can be written without asking the pool. Not thread-safe.
final class Ledger {
    private final SortedMap<AttachmentKey, Assignment> assignments = new TreeMap<>();
    private final SortedMap<IpAddress, Instant> cooling = new TreeMap<>();

    /// An address that is given to an attachment has been released by the one before it, even when that release could
    /// not be written.
    void apply(JournalEntry entry) {
        switch (entry) {
            case JournalEntry.Assigned(Assignment assignment) -> {
                assignments
                        .values()
                        .removeIf(other -> other.address().equals(assignment.address()));
                assignments.put(assignment.key(), assignment);
                cooling.remove(assignment.address());
            }
            case JournalEntry.Released(var key, var address, var until) -> {
                Assignment known = assignments.get(key);
                if (known != null && known.address().equals(address)) {
                    assignments.remove(key);
                }
                cooling.put(address, until);
            }
        }
    }

    /// Takes a checkpoint over as it is; should it name an address twice, the pool decides.
    void apply(JournalState state) {
        state.assignments().forEach(assignment -> assignments.put(assignment.key(), assignment));
        cooling.putAll(state.cooling());
    }

    void forgetCooling(Instant now) {
        cooling.values().removeIf(until -> !until.isAfter(now));
    }

    JournalState state() {
        return new JournalState(List.copyOf(assignments.values()), cooling);
    }
}
