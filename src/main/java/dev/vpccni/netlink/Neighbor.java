package dev.vpccni.netlink;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.MacAddress;
import org.jspecify.annotations.Nullable;

/// A neighbour table entry (RTM_NEWNEIGH).
///
/// @param linkIndex interface index
/// @param mac hardware address; null when unresolved
/// @param state NUD_* bits; 0x80 is permanent
///     Source: rtnetlink(7), linux/neighbour.h.
public record Neighbor(int linkIndex, IpAddress address, @Nullable MacAddress mac, int state) {
    /// NUD_PERMANENT.
    public static final int PERMANENT = 0x80;

    public static Neighbor permanent(int linkIndex, IpAddress address, MacAddress mac) {
        return new Neighbor(linkIndex, address, mac, PERMANENT);
    }
}
