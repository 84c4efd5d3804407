package dev.vpccni.ipam;

import java.time.Instant;

/// How [Pool#release] ended.
public sealed interface ReleaseResult {
    /// The address cools down until the given time.
    record Released(Pool pool, Assignment assignment, Instant coolingUntil)
            implements ReleaseResult {}

    /// Nothing is assigned to this attachment: a repeated DEL.
    record Unknown() implements ReleaseResult {}
}
