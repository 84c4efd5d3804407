package dev.vpccni.store;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.ipam.Assignment;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a journal says in sum.
///
/// @param assignments in the order of their keys; one address may occur twice when an old file says so, which
/// [dev.vpccni.ipam.Pool#restore] settles
/// @param cooling address to the end of its cooling
public record JournalState(List<Assignment> assignments, SortedMap<IpAddress, Instant> cooling) {
    public static final JournalState EMPTY =
            new JournalState(List.of(), Collections.emptySortedMap());

    public JournalState {
        assignments = List.copyOf(assignments);
        cooling =
                Collections.unmodifiableSortedMap(new TreeMap<>((Map<IpAddress, Instant>) cooling));
    }
}
