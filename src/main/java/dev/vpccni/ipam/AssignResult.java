package dev.vpccni.ipam;

/// How [Pool#assign] ended.
public sealed interface AssignResult {
    /// A free address was taken. Journal it, and only then tell anyone.
    record Assigned(Pool pool, Assignment assignment, Eni eni) implements AssignResult {}

    /// The attachment has had this address before: a repeated ADD changes nothing.
    record Already(Assignment assignment, Eni eni) implements AssignResult {}

    /// No ENI that is ready has a free address.
    record NoFreeAddress(Counts counts) implements AssignResult {}
}
