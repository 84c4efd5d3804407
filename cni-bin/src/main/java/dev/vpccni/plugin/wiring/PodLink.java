package dev.vpccni.plugin.wiring;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.netlink.Route;

/// Everything that decides how one interface of a pod is wired.
///
/// @param index place among the pod's interfaces; 0 is CNI_IFNAME
/// @param podName name of the container's end
/// @param hostName name of the host's end
/// @param address of the pod
/// @param gateway next hop inside the pod, which no interface really has
/// @param hostTable route table of the ENI that owns the address; 254 is main
/// @param podMac hardware address of the container's end
/// @param hostMac hardware address of the host's end
/// @param mtu of both ends. Units: bytes
/// @param alias who the host's end belongs to
public record PodLink(
        int index,
        String podName,
        String hostName,
        IpAddress address,
        IpAddress gateway,
        int hostTable,
        MacAddress podMac,
        MacAddress hostMac,
        int mtu,
        String alias) {
    /// The pod's own address as /32 or /128.
    IpPrefix prefix() {
        return address.toPrefix();
    }

    boolean isIpv6() {
        return address.family() == Family.IPV6;
    }

    /// Table of the routes inside the pod: main for the first interface, then one for each.
    int podTable() {
        return index == 0 ? Route.TABLE_MAIN : index;
    }

    /// Whether replies of the pod need a rule to leave by the ENI that owns the address.
    boolean hasSourceRule() {
        return hostTable != Route.TABLE_MAIN;
    }
}
