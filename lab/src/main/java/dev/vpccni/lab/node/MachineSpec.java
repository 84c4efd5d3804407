package dev.vpccni.lab.node;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import java.nio.file.Path;
import java.util.List;

/// What a node boots with.
///
/// @param name host name and Kubernetes node name
/// @param instanceId the EC2 instance that it is
/// @param address primary address of eth0
/// @param subnet block of its subnet; the router is its first address
/// @param shown directories of the machine that the node sees, read-only, at the same place
public record MachineSpec(
        String name, String instanceId, IpAddress address, IpPrefix subnet, List<Path> shown) {
    public MachineSpec {
        shown = List.copyOf(shown);
    }

    IpAddress router() {
        return subnet.address().plus(1);
    }
}
