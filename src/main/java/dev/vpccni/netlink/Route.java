package dev.vpccni.netlink;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import org.jspecify.annotations.Nullable;

/// A route (RTM_NEWROUTE).
///
/// @param destination the prefix; 0.0.0.0/0 or ::/0 for the default route
/// @param gateway next hop; null for a directly connected destination
/// @param linkIndex outgoing interface; 0 for types without one (unreachable)
/// @param table table id, 1..2^31-1; 254 is main
/// @param scope RT_SCOPE_*: 0 universe, 253 link, 254 host; the kernel reports 0 for every IPv6 route
/// @param type RTN_*: 1 unicast, 2 local, 7 unreachable
/// @param protocol RTPROT_*: 2 kernel, 3 boot, 4 static; 0 in a removal matches any
/// @param preferredSource source address hint; null when absent
/// @param metric priority; 0 when absent (the kernel reports 1024 for IPv6 routes added with 0)
/// @param onlink RTNH_F_ONLINK: the gateway is reachable although no route says so
///     Source: rtnetlink(7), linux/rtnetlink.h.
public record Route(
        IpPrefix destination,
        @Nullable IpAddress gateway,
        int linkIndex,
        int table,
        int scope,
        int type,
        int protocol,
        @Nullable IpAddress preferredSource,
        int metric,
        boolean onlink) {
    public static final int TABLE_MAIN = 254;
    public static final int TABLE_LOCAL = 255;
    public static final int SCOPE_UNIVERSE = 0;
    public static final int SCOPE_LINK = 253;
    public static final int SCOPE_HOST = 254;
    public static final int UNICAST = 1;
    public static final int LOCAL = 2;
    public static final int UNREACHABLE = 7;
    public static final int PROTOCOL_BOOT = 3;
    public static final int PROTOCOL_STATIC = 4;

    /// A directly connected destination: scope link, no gateway.
    public static Route connected(IpPrefix destination, int linkIndex, int table) {
        return new Route(
                destination,
                null,
                linkIndex,
                table,
                SCOPE_LINK,
                UNICAST,
                PROTOCOL_BOOT,
                null,
                0,
                false);
    }

    /// A destination behind a gateway.
    public static Route via(IpPrefix destination, IpAddress gateway, int linkIndex, int table) {
        return new Route(
                destination,
                gateway,
                linkIndex,
                table,
                SCOPE_UNIVERSE,
                UNICAST,
                PROTOCOL_BOOT,
                null,
                0,
                false);
    }

    /// The default route of a family.
    public static Route defaultVia(IpAddress gateway, int linkIndex, int table) {
        return via(new IpPrefix(IpAddress.any(gateway.family()), 0), gateway, linkIndex, table);
    }

    public Family family() {
        return destination.family();
    }
}
