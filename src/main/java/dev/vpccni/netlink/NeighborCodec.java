package dev.vpccni.netlink;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.MacAddress;
import org.jspecify.annotations.Nullable;

/// Neighbour entries to bytes and back: struct ndmsg (12 bytes) and NDA_* attributes.
///
/// Source: linux/neighbour.h.
final class NeighborCodec {
    static final int NEW = 28;
    static final int DELETE = 29;
    static final int GET = 30;

    private static final int HEADER = 12;
    private static final int DESTINATION = 1;
    private static final int LINK_ADDRESS = 2;

    /// NTF_PROXY: an address this node answers for, not a neighbour.
    private static final int PROXY = 8;

    private NeighborCodec() {}

    static byte[] encode(int type, int flags, Neighbor neighbor, int sequence) {
        MessageWriter writer = new MessageWriter(type, flags, sequence);
        writer.u32(neighbor.address().family().number());
        writer.u32(neighbor.linkIndex());
        writer.u16(neighbor.state());
        writer.u16(0);
        writer.attribute(DESTINATION, neighbor.address());
        MacAddress mac = neighbor.mac();
        if (mac != null) {
            writer.attribute(LINK_ADDRESS, mac.bytes());
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

    /// Null for proxy entries and other families (a bridge's forwarding table comes in the same messages).
    static @Nullable Neighbor decode(Slice body) {
        Family family = Families.ofNumber(body.u8(0));
        Attributes attributes = body.after(HEADER).attributes();
        if (family == null || (body.u8(10) & PROXY) != 0) {
            return null;
        }
        IpAddress address = null;
        MacAddress mac = null;
        while (attributes.next()) {
            switch (attributes.type()) {
                case DESTINATION -> address = attributes.payload().address(family);
                case LINK_ADDRESS -> mac = LinkCodec.mac(attributes.payload());
                default -> {}
            }
        }
        return address == null ? null : new Neighbor(body.i32(4), address, mac, body.u16(8));
    }
}
