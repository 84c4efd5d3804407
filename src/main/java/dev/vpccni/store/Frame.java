package dev.vpccni.store;

/// One unit of the journal: what was made durable by one write and one sync.
///
/// @param sequence counts frames without gaps over the life of the node's store
/// @param payload the entries, see [EntryJson]
record Frame(long sequence, String payload) {}
