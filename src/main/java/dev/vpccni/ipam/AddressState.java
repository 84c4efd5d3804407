package dev.vpccni.ipam;

import java.time.Instant;

/// Where one address of an ENI stands: `free -> assigned -> cooling -> free`, or kept back with its block.
///
/// Each state offers only its legal moves, so a cooling address cannot be assigned by mistake. [Unverified] and
/// [Leaving] have none: they belong to the whole block, see [Standing].
public sealed interface AddressState {
    /// The one free state.
    Free FREE = new Free();

    /// States in which the address is not free whatever becomes of its block.
    sealed interface Held extends AddressState {}

    /// Nobody uses it.
    record Free() implements AddressState {
        public Assigned assign(Assignment assignment) {
            return new Assigned(assignment);
        }
    }

    /// A pod uses it.
    record Assigned(Assignment assignment) implements Held {
        public Cooling release(Instant until) {
            return new Cooling(until);
        }
    }

    /// A pod used it a moment ago: peers may still have its neighbour and connection entries.
    record Cooling(Instant until) implements Held {
        public boolean isOver(Instant now) {
            return !until.isAfter(now);
        }
    }

    /// It is not certain that EC2 routes it to this ENI.
    record Unverified() implements AddressState {}

    /// EC2 was asked to take it back.
    record Leaving() implements AddressState {}
}
