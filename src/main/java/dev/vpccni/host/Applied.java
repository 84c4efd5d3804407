package dev.vpccni.host;

/// How much the kernel had to be changed; all zero for a node that was right.
///
/// @param netlink links, addresses, routes and rules
/// @param netfilter transactions
public record Applied(int netlink, int sysctls, int netfilter) {
    static final Applied NOTHING = new Applied(0, 0, 0);

    public int writes() {
        return netlink + sysctls + netfilter;
    }

    Applied plus(HostDiff diff) {
        return new Applied(
                netlink + diff.changes().size(),
                sysctls + diff.sysctls().size(),
                netfilter + (diff.netfilter().isPresent() ? 1 : 0));
    }
}
