package dev.vpccni.plugin.wiring;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.Rule;
import org.jspecify.annotations.Nullable;

/// One change of the kernel's state, as data, with the step that takes it back.
///
/// Interfaces are named, not numbered: their indexes are not known before the first step has run.
public sealed interface Step {
    Side side();

    /// Null when nothing needs to be taken back, because the object goes with its interface.
    default @Nullable Step undo() {
        return null;
    }

    /// Creates a veth pair; the host's end is born in the host's namespace and stays down.
    record CreatePair(
            String podName,
            String hostName,
            int mtu,
            MacAddress podMac,
            MacAddress hostMac,
            boolean podUp)
            implements Step {
        @Override
        public Side side() {
            return Side.POD;
        }

        @Override
        public Step undo() {
            return new DeleteHostLink(hostName);
        }
    }

    /// Deletes the host's end, and with it the container's end and the routes of both.
    record DeleteHostLink(String name) implements Step {
        @Override
        public Side side() {
            return Side.HOST;
        }
    }

    /// Writes below /proc/sys; a file that is not there is fine (a kernel without IPv6).
    record Sysctl(Side side, String key, String value) implements Step {}

    /// Says who an interface belongs to.
    record SetAlias(Side side, String link, String alias) implements Step {}

    record Raise(Side side, String link) implements Step {}

    /// Adds a route out of an interface; that of the host side is taken back.
    ///
    /// @param gateway null for a directly connected destination
    record AddRoute(
            Side side,
            String link,
            IpPrefix destination,
            @Nullable IpAddress gateway,
            int table,
            RtRequest.Mode mode)
            implements Step {
        @Override
        public @Nullable Step undo() {
            return side == Side.HOST ? new DeleteRoute(side, link, destination, table) : null;
        }
    }

    record DeleteRoute(Side side, String link, IpPrefix destination, int table) implements Step {}

    /// Adds a /32 or /128; an IPv6 address is usable at once, without duplicate address detection.
    record AddAddress(Side side, String link, IpAddress address) implements Step {}

    record AddNeighbor(Side side, String link, IpAddress address, MacAddress mac) implements Step {}

    /// Adds a rule; an identical one is fine.
    record AddRule(Side side, Rule rule) implements Step {
        @Override
        public Step undo() {
            return new DeleteRules(side, rule);
        }
    }

    /// Deletes every rule with these selectors; table 0 stands for any table.
    record DeleteRules(Side side, Rule rule) implements Step {}
}
