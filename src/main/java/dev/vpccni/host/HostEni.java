package dev.vpccni.host;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.ipam.Eni;
import dev.vpccni.ipam.EniId;
import dev.vpccni.netlink.Route;

/// An attached ENI as the node's network sees it.
///
/// @param address its primary IPv4 address, which belongs to the node
/// @param subnet the block of its subnet
/// @param table route table for traffic from its pods; 254 (main) for the primary ENI
public record HostEni(EniId id, MacAddress mac, IpAddress address, IpPrefix subnet, int table) {
    /// Errors: IllegalArgumentException for IPv6, for an address outside the subnet, and for a reserved table.
    public HostEni {
        if (address.family() != Family.IPV4 || !subnet.contains(address)) {
            throw new IllegalArgumentException(
                    id
                            + ": the primary address "
                            + address
                            + " is not in its IPv4 subnet "
                            + subnet);
        }
        if (table < 2 || table == Route.TABLE_LOCAL || table == 253) {
            throw new IllegalArgumentException(
                    id + " cannot use the kernel's route table " + table);
        }
    }

    public static HostEni of(Eni eni) {
        return new HostEni(
                eni.id(), eni.mac(), eni.primary().value(), eni.subnetCidr(), eni.routeTable());
    }

    /// The VPC router's address in this subnet: the first after the base.
    IpAddress gateway() {
        return subnet.address().plus(1);
    }

    /// For messages: `eni-0a (0a:58:0a:00:00:01)`.
    String label() {
        return id + " (" + mac + ")";
    }
}
