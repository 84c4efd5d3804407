package dev.vpccni.netlink;

import dev.vpccni.inet.Family;
import org.jspecify.annotations.Nullable;

/// A request in the words of ip(8), for messages and logs: `route add 10.0.1.7/32 dev 12 scope link table 254`.
///
/// Interfaces are written as their index, because that is what a request holds.
public final class RequestText {
    private RequestText() {}

    public static String of(RtRequest request) {
        String link = ofLink(request);
        if (link != null) {
            return link;
        }
        String dump = ofDump(request);
        return dump != null ? dump : ofObject(request);
    }

    public static String of(Route route) {
        StringBuilder text = new StringBuilder();
        if (route.type() == Route.UNREACHABLE) {
            text.append("unreachable ");
        } else if (route.type() != Route.UNICAST) {
            text.append("type ").append(route.type()).append(' ');
        }
        text.append(route.destination());
        optional(text, " via ", route.gateway());
        if (route.linkIndex() != 0) {
            text.append(" dev ").append(route.linkIndex());
        }
        if (route.scope() != Route.SCOPE_UNIVERSE) {
            text.append(" scope ")
                    .append(route.scope() == Route.SCOPE_LINK ? "link" : "" + route.scope());
        }
        text.append(" table ").append(route.table());
        optional(text, " src ", route.preferredSource());
        if (route.metric() != 0) {
            text.append(" metric ").append(route.metric());
        }
        return text.append(route.onlink() ? " onlink" : "").toString();
    }

    public static String of(Rule rule) {
        StringBuilder text = new StringBuilder("priority ").append(rule.priority());
        if (rule.family() == Family.IPV6) {
            text.insert(0, "-6 ");
        }
        optional(text, " from ", rule.source());
        optional(text, " to ", rule.destination());
        optional(text, " iif ", rule.inputInterface());
        if (rule.markMask() != 0) {
            text.append(" fwmark 0x").append(Integer.toHexString(rule.mark()));
            text.append("/0x").append(Integer.toHexString(rule.markMask()));
        }
        text.append(" lookup ").append(rule.table());
        if (rule.suppressPrefixLength() >= 0) {
            text.append(" suppress_prefixlength ").append(rule.suppressPrefixLength());
        }
        if (rule.suppressGroup() != -1) {
            text.append(" suppress_ifgroup ").append(rule.suppressGroup());
        }
        return text.toString();
    }

    public static String of(LinkAddress address) {
        return address.address() + "/" + address.prefixLength() + " dev " + address.linkIndex();
    }

    private static @Nullable String ofLink(RtRequest request) {
        if (request instanceof RtRequest.CreateVeth create) {
            return "link add " + create.name() + " type veth peer name " + create.peer().name();
        }
        if (request instanceof RtRequest.ChangeLink change) {
            return ofChange(change);
        }
        if (request instanceof RtRequest.SetAlias set) {
            return "link set dev " + set.index() + " alias " + set.alias();
        }
        if (request instanceof RtRequest.SetGroup set) {
            return "link set dev " + set.index() + " group " + set.group();
        }
        if (request instanceof RtRequest.DeleteLink delete) {
            return "link delete dev " + delete.index();
        }
        return request instanceof RtRequest.GetLink get ? "link show " + get.name() : null;
    }

    private static String ofChange(RtRequest.ChangeLink change) {
        StringBuilder text = new StringBuilder("link set dev ").append(change.index());
        Boolean up = change.up();
        if (up != null) {
            text.append(up ? " up" : " down");
        }
        if (change.mtu() >= 0) {
            text.append(" mtu ").append(change.mtu());
        }
        optional(text, " name ", change.name());
        optional(text, " address ", change.mac());
        if (change.netnsFd() >= 0) {
            text.append(" netns fd:").append(change.netnsFd());
        }
        return text.toString();
    }

    private static @Nullable String ofDump(RtRequest request) {
        if (request instanceof RtRequest.DumpLinks) {
            return "link show";
        }
        if (request instanceof RtRequest.DumpAddresses dump) {
            return "address show (" + dump.family() + ")";
        }
        if (request instanceof RtRequest.DumpRoutes dump) {
            return "route show table all (" + dump.family() + ")";
        }
        if (request instanceof RtRequest.DumpRules dump) {
            return "rule show (" + dump.family() + ")";
        }
        return request instanceof RtRequest.DumpNeighbors dump
                ? "neighbour show (" + dump.family() + ")"
                : null;
    }

    private static String ofObject(RtRequest request) {
        if (request instanceof RtRequest.AddAddress add) {
            return "address " + verb(add.mode()) + of(add.address());
        }
        if (request instanceof RtRequest.DeleteAddress delete) {
            return "address delete " + of(delete.address());
        }
        if (request instanceof RtRequest.AddRoute add) {
            return "route " + verb(add.mode()) + of(add.route());
        }
        if (request instanceof RtRequest.DeleteRoute delete) {
            return "route delete " + of(delete.route());
        }
        if (request instanceof RtRequest.AddRule add) {
            return "rule add " + of(add.rule());
        }
        if (request instanceof RtRequest.DeleteRule delete) {
            return "rule delete " + of(delete.rule());
        }
        if (request instanceof RtRequest.AddNeighbor add) {
            return "neighbour " + verb(add.mode()) + ofNeighbor(add.neighbor());
        }
        if (request instanceof RtRequest.DeleteNeighbor delete) {
            return "neighbour delete " + ofNeighbor(delete.neighbor());
        }
        throw new IllegalStateException("no text for " + request.getClass().getName());
    }

    private static String ofNeighbor(Neighbor neighbor) {
        StringBuilder text = new StringBuilder().append(neighbor.address());
        optional(text, " lladdr ", neighbor.mac());
        return text.append(" dev ").append(neighbor.linkIndex()).toString();
    }

    private static String verb(RtRequest.Mode mode) {
        return mode == RtRequest.Mode.CREATE ? "add " : "replace ";
    }

    private static void optional(StringBuilder text, String label, @Nullable Object value) {
        if (value != null) {
            text.append(label).append(value);
        }
    }
}
