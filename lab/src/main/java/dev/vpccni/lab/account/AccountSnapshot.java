package dev.vpccni.lab.account;

import java.time.Instant;
import java.util.List;

/// Everything the account holds at one moment, for a status table or an assertion.
///
/// Shape: terminated instances are left out; interfaces are in the order of creation.
public record AccountSnapshot(
        Instant at,
        List<Vpc> vpcs,
        List<SubnetView> subnets,
        List<SecurityGroup> groups,
        List<Instance> instances,
        List<NetworkInterface> enis) {
    public AccountSnapshot {
        vpcs = List.copyOf(vpcs);
        subnets = List.copyOf(subnets);
        groups = List.copyOf(groups);
        instances = List.copyOf(instances);
        enis = List.copyOf(enis);
    }

    /// The interfaces tied to an instance.
    public List<NetworkInterface> enisOf(String instanceId) {
        return enis.stream().filter(eni -> eni.isOn(instanceId)).toList();
    }
}
