package dev.vpccni.netlink;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import org.jspecify.annotations.Nullable;

/// Routes to bytes and back: struct rtmsg (12 bytes) and RTA_* attributes.
///
/// Source: linux/rtnetlink.h.
final class RouteCodec {
    static final int NEW = 24;
    static final int DELETE = 25;
    static final int GET = 26;

    private static final int HEADER = 12;
    private static final int DESTINATION = 1;
    private static final int OUTPUT = 4;
    private static final int GATEWAY = 5;
    private static final int METRIC = 6;
    private static final int PREFERRED_SOURCE = 7;
    private static final int MULTIPATH = 9;
    private static final int TABLE = 15;
    private static final int VIA = 18;
    private static final int ENCAPSULATION = 22;
    private static final int NEXT_HOP_ID = 30;

    /// RTNH_F_ONLINK.
    private static final int ONLINK = 4;

    /// RTM_F_CLONED: a cached exception of another route.
    private static final int CLONED = 0x200;

    private RouteCodec() {}

    static byte[] encode(int type, int flags, Route route, int sequence) {
        MessageWriter writer = new MessageWriter(type, flags, sequence);
        writer.u8(route.family().number());
        writer.u8(route.destination().length());
        writer.u16(0);
        writer.u8(tableByte(route.table()));
        writer.u8(route.protocol());
        writer.u8(route.scope());
        writer.u8(route.type());
        writer.u32(route.onlink() ? ONLINK : 0);
        if (route.destination().length() > 0) {
            writer.attribute(DESTINATION, route.destination().address());
        }
        IpAddress gateway = route.gateway();
        if (gateway != null) {
            writer.attribute(GATEWAY, sameFamily(gateway, route));
        }
        IpAddress source = route.preferredSource();
        if (source != null) {
            writer.attribute(PREFERRED_SOURCE, sameFamily(source, route));
        }
        if (route.linkIndex() != 0) {
            writer.attributeU32(OUTPUT, route.linkIndex());
        }
        if (tableByte(route.table()) == 0) {
            writer.attributeU32(TABLE, route.table());
        }
        if (route.metric() != 0) {
            writer.attributeU32(METRIC, route.metric());
        }
        return writer.finish();
    }

    static byte[] dump(Family family, int sequence) {
        MessageWriter writer = new MessageWriter(GET, NetlinkFlags.DUMP, sequence);
        writer.u32(family.number());
        writer.u32(0);
        writer.u32(0);
        return writer.finish();
    }

    /// Tables above 255 do not fit the header and go into an attribute of their own.
    static int tableByte(int table) {
        return table < 256 ? table : 0;
    }

    /// Null for routes that [Route] cannot express: several next hops, a gateway of the other family, tunnels, next-hop
    /// objects, a source prefix, a type of service, cached clones.
    static @Nullable Route decode(Slice body) {
        Family family = Families.ofNumber(body.u8(0));
        Attributes attributes = body.after(HEADER).attributes();
        int flags = body.i32(8);
        if (family == null || body.u8(2) != 0 || body.u8(3) != 0 || (flags & CLONED) != 0) {
            return null;
        }
        Parts parts = new Parts(family, body.u8(4));
        while (attributes.next()) {
            parts.read(attributes.type(), attributes.payload());
        }
        IpPrefix destination = Families.prefix(parts.destination, body.u8(1));
        if (destination == null || parts.foreign) {
            return null;
        }
        return new Route(
                destination,
                parts.gateway,
                parts.output,
                parts.table,
                body.u8(6),
                body.u8(7),
                body.u8(5),
                parts.source,
                parts.metric,
                (flags & ONLINK) != 0);
    }

    private static IpAddress sameFamily(IpAddress address, Route route) {
        if (address.family() != route.family()) {
            throw new IllegalArgumentException(
                    "route to "
                            + route.destination()
                            + " cannot have the address "
                            + address
                            + " of another family");
        }
        return address;
    }

    /// The attributes of one route while it is being read.
    private static final class Parts {
        private final Family family;
        private IpAddress destination;
        private @Nullable IpAddress gateway;
        private @Nullable IpAddress source;
        private int output;
        private int table;
        private int metric;
        private boolean foreign;

        Parts(Family family, int table) {
            this.family = family;
            this.destination = IpAddress.any(family);
            this.table = table;
        }

        void read(int type, Slice payload) {
            switch (type) {
                case DESTINATION -> destination = payload.address(family);
                case GATEWAY -> gateway = payload.address(family);
                case PREFERRED_SOURCE -> source = payload.address(family);
                case OUTPUT -> output = payload.i32(0);
                case TABLE -> table = payload.i32(0);
                case METRIC -> metric = payload.i32(0);
                case MULTIPATH, VIA, ENCAPSULATION, NEXT_HOP_ID -> foreign = true;
                default -> {}
            }
        }
    }
}
