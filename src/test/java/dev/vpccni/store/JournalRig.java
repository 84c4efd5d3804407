package dev.vpccni.store;

import static dev.vpccni.store.Entries.NAMES;
import static dev.vpccni.store.Entries.NOON;
import static dev.vpccni.store.Entries.address;
import static dev.vpccni.store.Entries.assigned;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.ipam.Assignment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A journal on a simulated disk, and the process that opens it next.
final class JournalRig {
    static final InstantSource CLOCK = InstantSource.fixed(NOON);

    final SimDisk disk = new SimDisk();

    FileJournal open() {
        return FileJournal.open(disk, NAMES, CLOCK);
    }

    /// What a new process finds after this one was killed.
    Loaded reopen() {
        SimDisk next = copy();
        Loaded loaded = FileJournal.open(next, NAMES, CLOCK).loaded();
        next.names().forEach(name -> disk.put(name, next.content(name)));
        return loaded;
    }

    SimDisk copy() {
        SimDisk copy = new SimDisk();
        disk.names().forEach(name -> copy.put(name, disk.content(name)));
        return copy;
    }

    static JournalState state(List<Integer> assigned, List<Integer> cooling) {
        Map<IpAddress, Instant> ends = new TreeMap<>();
        cooling.forEach(i -> ends.put(address(i), NOON.plusSeconds(3600 + i)));
        return new JournalState(
                assigned.stream()
                        .map(Entries::assignment)
                        .sorted(Comparator.comparing(Assignment::key))
                        .toList(),
                new TreeMap<>(ends));
    }
}
