package dev.vpccni.netlink;

import dev.vpccni.inet.IpAddress;

/// An IP address on an interface (RTM_NEWADDR).
///
/// @param linkIndex interface index
/// @param prefixLength Units: bits
/// @param scope RT_SCOPE_*: 0 universe, 253 link, 254 host
/// @param flags IFA_F_* bits (IFA_F_NODAD 2, IFA_F_PERMANENT 128, IFA_F_NOPREFIXROUTE 512)
///     Source: rtnetlink(7), linux/if_addr.h.
public record LinkAddress(
        int linkIndex, IpAddress address, int prefixLength, int scope, int flags) {
    /// IFA_F_NODAD: no duplicate address detection (IPv6).
    public static final int NODAD = 0x02;

    /// IFA_F_NOPREFIXROUTE: the kernel adds no connected route.
    public static final int NO_PREFIX_ROUTE = 0x200;

    /// IFA_F_TENTATIVE | IFA_F_DADFAILED: not usable (IPv6).
    public static final int UNUSABLE = 0x40 | 0x08;
}
