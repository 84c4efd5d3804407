package dev.vpccni.netlink;

import dev.vpccni.inet.MacAddress;
import org.jspecify.annotations.Nullable;

/// A network interface as the kernel reports it (RTM_NEWLINK).
///
/// @param index interface index, > 0
/// @param name interface name, at most 15 bytes
/// @param flags IFF_* bits
/// @param mtu Units: bytes
/// @param mac hardware address; null for interfaces that have none of 6 bytes
/// @param kind IFLA_INFO_KIND such as `veth`; empty for physical devices and loopback
/// @param peerIndex IFLA_LINK: index of the veth peer or parent, in its own namespace; 0 when absent
/// @param alias free text of whoever made it (IFLA_IFALIAS); empty when absent
/// @param group IFLA_GROUP; 0 unless somebody set one
///     Source: rtnetlink(7), linux/if_link.h.
public record Link(
        int index,
        String name,
        int flags,
        int mtu,
        @Nullable MacAddress mac,
        String kind,
        int peerIndex,
        String alias,
        int group) {
    /// IFF_UP of linux/if.h.
    public static final int UP = 1;

    /// IFF_LOOPBACK of linux/if.h.
    public static final int LOOPBACK = 8;

    /// A link without an alias, in the group of all new ones.
    public Link(
            int index,
            String name,
            int flags,
            int mtu,
            @Nullable MacAddress mac,
            String kind,
            int peerIndex) {
        this(index, name, flags, mtu, mac, kind, peerIndex, "", 0);
    }

    public boolean isUp() {
        return (flags & UP) != 0;
    }
}
