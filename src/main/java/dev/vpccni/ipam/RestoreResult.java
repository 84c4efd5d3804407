package dev.vpccni.ipam;

import java.util.List;

/// How [Pool#restore] ended for one entry of the journal.
public sealed interface RestoreResult {
    /// The pool to go on with.
    Pool pool();

    /// The address is on an ENI of this node and assigned again.
    record Restored(Pool pool) implements RestoreResult {}

    /// No known ENI has the address. The entry is remembered: should the address turn up, it is assigned and not free.
    record Stray(Pool pool) implements RestoreResult {}

    /// The entry contradicts what is in the pool; one side is set aside. An address that only an entry set aside had is
    /// not free but unverified, because a pod may use it.
    ///
    /// @param why one sentence that names both sides
    record Conflict(Pool pool, List<Assignment> setAside, String why) implements RestoreResult {
        public Conflict {
            setAside = List.copyOf(setAside);
        }
    }
}
