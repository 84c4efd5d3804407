package dev.vpccni.netlink;

/// The combinations of NLM_F_* bits that requests carry. Source: linux/netlink.h.
final class NetlinkFlags {
    /// NLM_F_REQUEST | NLM_F_ACK.
    static final int ACKNOWLEDGED = 0x01 | 0x04;

    /// NLM_F_REQUEST | NLM_F_DUMP.
    static final int DUMP = 0x01 | 0x300;

    /// With NLM_F_CREATE | NLM_F_EXCL: what exists already is an error.
    static final int CREATE = ACKNOWLEDGED | 0x400 | 0x200;

    /// With NLM_F_CREATE | NLM_F_REPLACE: what exists already is replaced.
    static final int REPLACE = ACKNOWLEDGED | 0x400 | 0x100;

    private NetlinkFlags() {}

    static int of(RtRequest.Mode mode) {
        return mode == RtRequest.Mode.CREATE ? CREATE : REPLACE;
    }
}
