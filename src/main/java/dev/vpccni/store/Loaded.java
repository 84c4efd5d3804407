package dev.vpccni.store;

import java.util.List;

/// What was found on disk at start.
///
/// @param origin who wrote it
/// @param complete false when assignments may be missing: then an address that looks free may be in use by a pod, and
/// must be checked against the host's routes before it is given out
/// @param remarks one sentence each on everything unusual, with the names of files that were set aside
public record Loaded(JournalState state, Origin origin, boolean complete, List<String> remarks) {
    public Loaded {
        remarks = List.copyOf(remarks);
    }

    /// Who wrote the checkpoint.
    public enum Origin {
        /// No file: a new node, or one that was rebooted.
        NOBODY,
        /// This agent.
        OURS,
        /// The incumbent: its pods are adopted.
        INCUMBENT
    }
}
