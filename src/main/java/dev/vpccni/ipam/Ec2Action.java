package dev.vpccni.ipam;

import dev.vpccni.inet.IpAddress;
import java.util.List;

/// One thing to ask of EC2. Actions of one plan do not depend on each other and may run at the same time.
public sealed interface Ec2Action {
    /// Adds addresses to the node.
    sealed interface Grow extends Ec2Action {
        int addresses();
    }

    /// Gives addresses back.
    sealed interface Shrink extends Ec2Action {}

    /// Create, attach and set up an ENI that has so many secondary addresses from the start.
    record CreateEni(int addresses) implements Grow {
        @Override
        public String toString() {
            return "create an ENI with " + addresses;
        }
    }

    /// Add secondary addresses to an ENI.
    record AssignAddresses(EniId eni, int addresses) implements Grow {
        @Override
        public String toString() {
            return "assign " + addresses + " to " + eni;
        }
    }

    /// Take free secondary addresses off an ENI; in descending order.
    record UnassignAddresses(EniId eni, List<IpAddress> addresses) implements Shrink {
        public UnassignAddresses {
            addresses = List.copyOf(addresses);
        }

        @Override
        public String toString() {
            return "unassign " + addresses.size() + " from " + eni;
        }
    }

    /// Detach and delete an unused secondary ENI.
    record ReleaseEni(EniId eni) implements Shrink {
        @Override
        public String toString() {
            return "release " + eni;
        }
    }
}
