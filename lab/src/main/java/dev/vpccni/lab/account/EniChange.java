package dev.vpccni.lab.account;

import java.util.List;

/// The one attribute that a ModifyNetworkInterfaceAttribute call changes.
public sealed interface EniChange {

    /// Replaces the security groups.
    record Groups(List<String> groups) implements EniChange {
        public Groups {
            groups = List.copyOf(groups);
        }
    }

    /// Replaces the description.
    record Description(String text) implements EniChange {}

    /// Switches the check that packets carry an address of the interface.
    record SourceDestCheck(boolean enabled) implements EniChange {}

    /// Says whether the interface goes when its instance goes.
    record DeleteOnTermination(String attachmentId, boolean delete) implements EniChange {}
}
