package dev.vpccni.netlink;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.MacAddress;
import org.jspecify.annotations.Nullable;

/// One request to rtnetlink as a value; [RtnetlinkCodec#encode] gives its bytes.
///
/// Wiring a pod or a node is a list of these, so it can be logged, compared in tests and undone in reverse.
public sealed interface RtRequest {
    /// What to do when the object exists already.
    enum Mode {
        /// NLM_F_CREATE | NLM_F_EXCL: EEXIST is an error.
        CREATE,
        /// NLM_F_CREATE | NLM_F_REPLACE: the object with the same key is replaced.
        REPLACE
    }

    /// Whether this removes something, so that "no such object" means that it is done.
    default boolean isRemoval() {
        return this instanceof DeleteLink
                || this instanceof DeleteAddress
                || this instanceof DeleteRoute
                || this instanceof DeleteRule
                || this instanceof DeleteNeighbor;
    }

    /// Asks for one interface by name; answered by one link message, or ENODEV.
    record GetLink(String name) implements RtRequest {}

    /// Creates a veth pair. This end is made in the socket's namespace, the other where [VethPeer] says.
    ///
    /// @param mtu Units: bytes; -1 keeps the kernel's default
    /// @param mac null lets the kernel choose
    /// @param txQueueLength -1 keeps the kernel's default
    record CreateVeth(
            String name,
            int mtu,
            @Nullable MacAddress mac,
            int txQueueLength,
            boolean up,
            VethPeer peer)
            implements RtRequest {}

    /// The other end of a veth pair; `mtu`, `mac` and `txQueueLength` as in [CreateVeth].
    ///
    /// @param netnsFd open file descriptor of the namespace the peer is born in (IFLA_NET_NS_FD); -1 for the same
    record VethPeer(
            String name, int mtu, @Nullable MacAddress mac, int txQueueLength, int netnsFd) {}

    /// Changes an existing interface; each null or -1 leaves that property alone.
    ///
    /// @param up IFF_UP on or off
    /// @param name new name
    /// @param netnsFd moves the interface to this namespace
    record ChangeLink(
            int index,
            @Nullable Boolean up,
            int mtu,
            @Nullable String name,
            @Nullable MacAddress mac,
            int netnsFd)
            implements RtRequest {
        public static ChangeLink up(int index) {
            return new ChangeLink(index, Boolean.TRUE, -1, null, null, -1);
        }

        public static ChangeLink down(int index) {
            return new ChangeLink(index, Boolean.FALSE, -1, null, null, -1);
        }

        public static ChangeLink mtu(int index, int mtu) {
            return new ChangeLink(index, null, mtu, null, null, -1);
        }
    }

    /// Gives an interface an alias (IFLA_IFALIAS), at most 255 bytes: who it belongs to, for `ip link` and for us.
    record SetAlias(int index, String alias) implements RtRequest {}

    /// Puts an interface into a group (IFLA_GROUP); 0 is the group of every new one.
    record SetGroup(int index, int group) implements RtRequest {}

    /// Deletes an interface by index; a veth takes its peer with it.
    record DeleteLink(int index) implements RtRequest {}

    record AddAddress(LinkAddress address, Mode mode) implements RtRequest {}

    record DeleteAddress(LinkAddress address) implements RtRequest {}

    record AddRoute(Route route, Mode mode) implements RtRequest {}

    /// Deletes the route that has all these properties; scope 255 (RT_SCOPE_NOWHERE), type 0 and protocol 0 match any.
    record DeleteRoute(Route route) implements RtRequest {}

    /// Adds a rule with NLM_F_EXCL: an identical rule answers EEXIST.
    record AddRule(Rule rule) implements RtRequest {}

    /// Deletes the first rule that has at least these selectors; what the rule leaves open matches anything.
    record DeleteRule(Rule rule) implements RtRequest {}

    record AddNeighbor(Neighbor neighbor, Mode mode) implements RtRequest {}

    record DeleteNeighbor(Neighbor neighbor) implements RtRequest {}

    record DumpLinks() implements RtRequest {}

    record DumpAddresses(Family family) implements RtRequest {}

    /// All routes of a family in all tables (the kernel does not filter without strict checking).
    record DumpRoutes(Family family) implements RtRequest {}

    record DumpRules(Family family) implements RtRequest {}

    record DumpNeighbors(Family family) implements RtRequest {}
}
