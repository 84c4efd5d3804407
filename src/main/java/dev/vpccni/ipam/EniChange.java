package dev.vpccni.ipam;

/// Whether an ENI may leave the pool: outcome of [Pool#beginRelease] and [Pool#removeEni].
public sealed interface EniChange {
    /// It may.
    record Done(Pool pool) implements EniChange {}

    /// It may not.
    ///
    /// @param why one sentence that names the ENI
    record Refused(String why) implements EniChange {}
}
