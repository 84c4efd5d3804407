package dev.vpccni.ec2;

/// Who waits for a call, most urgent first: calls of one API that compete for tokens go in this order.
public enum Priority {
    /// A pod's ADD is parked until this call is answered.
    WAITING_POD,
    /// Warm targets, start-up and repair: nobody waits yet.
    WARM_UP,
    /// Giving things back: unassign, detach, delete, search for leftovers.
    CLEAN_UP
}
