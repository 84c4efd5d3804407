package dev.vpccni.netlink;

/// Walks over the attributes (struct rtattr) of a [Slice].
///
/// Errors: IllegalArgumentException when an attribute's length is below 4 or goes past the end.
final class Attributes {
    /// NLA_F_NESTED and NLA_F_NET_BYTEORDER share the type field.
    private static final int TYPE_MASK = 0x3fff;

    private final Slice slice;
    private int next;
    private int payloadStart;
    private int payloadEnd;
    private int type;

    Attributes(Slice slice) {
        this.slice = slice;
    }

    /// Moves to the next attribute; false at the end.
    boolean next() {
        if (next >= slice.length()) {
            return false;
        }
        int size = slice.u16(next);
        type = slice.u16(next + 2) & TYPE_MASK;
        if (size < 4 || size > slice.length() - next) {
            throw new IllegalArgumentException(
                    "netlink datagram, offset "
                            + (slice.start() + next)
                            + ": attribute "
                            + type
                            + " claims "
                            + size
                            + " of "
                            + (slice.length() - next)
                            + " bytes");
        }
        payloadStart = next + 4;
        payloadEnd = next + size;
        next += (size + 3) & ~3;
        return true;
    }

    int type() {
        return type;
    }

    Slice payload() {
        return slice.part(payloadStart, payloadEnd);
    }
}
