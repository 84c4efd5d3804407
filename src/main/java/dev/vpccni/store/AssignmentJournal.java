package dev.vpccni.store;

/// Where changes of assignments become durable before anyone is told of them.
///
/// Use: submit the entry in the same turn in which the pool changes, so that the order is the same; then wait on the
/// receipt, on a thread of the request's own, before the answer leaves. Waiting threads share one write and one sync.
/// After a failed wait nothing of the entry counts: withdraw the assignment, or keep it when it was a release.
public interface AssignmentJournal extends AutoCloseable {
    /// Queues an entry; fast, never blocks on the disk. Order of calls is order in the journal.
    Receipt submit(JournalEntry entry);

    /// Brings the incumbent's checkpoint file up to date, so that a rollback finds all pods. Does nothing when nothing
    /// changed; meant for a timer of a second, off the request path. Errors: [StoreException]; the journal itself goes on.
    void refreshCheckpoint();

    /// Writes what is queued and the checkpoint, and gives the files free for the next agent.
    @Override
    void close();

    /// Submits and waits.
    default void append(JournalEntry entry) {
        submit(entry).await();
    }

    /// Proof to come that an entry is durable.
    interface Receipt {
        /// Returns once the entry is durable. Interrupts do not end the wait. Errors: [StoreException]: it is not.
        void await();
    }
}
