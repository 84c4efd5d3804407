package dev.vpccni.netlink;

import java.util.List;

/// rtnetlink messages to bytes and back. Pure; see [RtRequest] and [RtMessage].
///
/// Shape: nlmsghdr (16 bytes) + family header + attributes padded to 4; integers in host (little-endian) order,
/// addresses in network order. Source: rtnetlink(7); linux/netlink.h, rtnetlink.h, if_link.h, fib_rules.h.
public final class RtnetlinkCodec {
    private RtnetlinkCodec() {}

    /// The datagram for one request, with NLM_F_REQUEST and NLM_F_ACK or NLM_F_DUMP.
    public static byte[] encode(RtRequest request, int sequence) {
        throw new UnsupportedOperationException("written next");
    }

    /// All messages of one datagram. Errors: IllegalArgumentException that names the offset when a length is impossible.
    public static List<RtMessage> decode(byte[] datagram, int length) {
        throw new UnsupportedOperationException("written next");
    }
}
