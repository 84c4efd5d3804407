package dev.vpccni.store;

import java.util.List;

/// The content of `ipam.json`: all assignments at one moment.
///
/// @param sequence the youngest frame of the journal that is contained
/// @param origin never `NOBODY`
/// @param unreadable entries that name no attachment or no address, as they stood there
record Checkpoint(
        JournalState state, long sequence, Loaded.Origin origin, List<String> unreadable) {
    Checkpoint {
        unreadable = List.copyOf(unreadable);
    }
}
