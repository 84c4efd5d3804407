package dev.vpccni.lab.account;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import java.util.List;

/// An interface at the moment it is attached, in the words a network needs.
///
/// Shape: `others` holds every address and prefix but the primary one: /32 and /28, /128 and /80.
public record FabricEni(
        String eniId,
        String instanceId,
        int deviceIndex,
        int networkCard,
        MacAddress mac,
        IpAddress primary,
        String subnetId,
        List<IpPrefix> others,
        boolean sourceDestCheck) {
    public FabricEni {
        others = List.copyOf(others);
    }
}
