package dev.vpccni.netlink;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import org.jspecify.annotations.Nullable;

/// Interface addresses to bytes and back: struct ifaddrmsg (8 bytes) and IFA_* attributes.
///
/// Source: linux/if_addr.h.
final class AddressCodec {
    static final int NEW = 20;
    static final int DELETE = 21;
    static final int GET = 22;

    private static final int HEADER = 8;
    private static final int ADDRESS = 1;
    private static final int LOCAL = 2;
    private static final int FLAGS = 8;

    private AddressCodec() {}

    static byte[] encode(int type, int flags, LinkAddress address, int sequence) {
        MessageWriter writer = new MessageWriter(type, flags, sequence);
        boolean wideFlags = (address.flags() & ~255) != 0;
        writer.u8(address.address().family().number());
        writer.u8(address.prefixLength());
        writer.u8(wideFlags ? 0 : address.flags());
        writer.u8(address.scope());
        writer.u32(address.linkIndex());
        writer.attribute(LOCAL, address.address());
        writer.attribute(ADDRESS, address.address());
        if (wideFlags) {
            writer.attributeU32(FLAGS, address.flags());
        }
        return writer.finish();
    }

    static byte[] dump(Family family, int sequence) {
        MessageWriter writer = new MessageWriter(GET, NetlinkFlags.DUMP, sequence);
        writer.u32(family.number());
        writer.u32(0);
        return writer.finish();
    }

    /// Null for another family.
    static @Nullable LinkAddress decode(Slice body) {
        Family family = Families.ofNumber(body.u8(0));
        Attributes attributes = body.after(HEADER).attributes();
        if (family == null) {
            return null;
        }
        int prefixLength = body.u8(1);
        int flags = body.u8(2);
        IpAddress address = null;
        IpAddress local = null;
        while (attributes.next()) {
            switch (attributes.type()) {
                case ADDRESS -> address = attributes.payload().address(family);
                case LOCAL -> local = attributes.payload().address(family);
                case FLAGS -> flags = attributes.payload().i32(0);
                default -> {}
            }
        }
        // On a point-to-point link ADDRESS is the other side's address; ours is LOCAL. IPv6 mostly
        // sends ADDRESS only.
        IpAddress own = local != null ? local : address;
        return own == null
                ? null
                : new LinkAddress(body.i32(4), own, prefixLength, body.u8(3), flags);
    }
}
