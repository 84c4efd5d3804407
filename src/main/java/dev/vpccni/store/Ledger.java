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

    void apply(JournalEntry entry) {
        switch (entry) {
            case JournalEntry.Assigned(Assignment assignment) -> {
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

    void apply(JournalState state) {
        state.assignments().forEach(assignment -> apply(new JournalEntry.Assigned(assignment)));
        cooling.putAll(state.cooling());
    }

    void forgetCooling(Instant now) {
        cooling.values().removeIf(until -> !until.isAfter(now));
    }

    JournalState state() {
        return new JournalState(List.copyOf(assignments.values()), cooling);
    }
}
