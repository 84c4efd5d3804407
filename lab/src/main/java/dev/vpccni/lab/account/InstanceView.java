package dev.vpccni.lab.account;

import java.util.List;

/// An instance with the interfaces it had at the same moment, in the order of their creation.
public record InstanceView(Instance instance, List<NetworkInterface> enis) {
    public InstanceView {
        enis = List.copyOf(enis);
    }
}
