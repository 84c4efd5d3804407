package dev.vpccni.netlink;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.netlink.RtRequest.Mode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What [Dissector] must say of an encoded request, put together from rtnetlink(7) as text and not as bytes.
final class SlowEncoder {
    private static final int PLAIN = 0x5;
    private static final int DUMP = 0x301;

    private final List<String> attributes = new ArrayList<>();

    private SlowEncoder() {}

    static String text(RtRequest request) {
        SlowEncoder out = new SlowEncoder();
        return switch (request) {
            case RtRequest.GetLink get ->
                    out.name(3, get.name()).u32(29, 8).message(18, PLAIN, link(0, 0, 0));
            case RtRequest.CreateVeth veth -> out.veth(veth);
            case RtRequest.ChangeLink change -> out.change(change);
            case RtRequest.SetAlias set -> out.alias(set);
            case RtRequest.SetGroup set ->
                    out.u32(27, set.group()).message(16, PLAIN, link(set.index(), 0, 0));
            case RtRequest.DeleteLink delete -> out.message(17, PLAIN, link(delete.index(), 0, 0));
            case RtRequest.AddAddress add -> out.address(20, flags(add.mode()), add.address());
            case RtRequest.DeleteAddress delete -> out.address(21, PLAIN, delete.address());
            case RtRequest.AddRoute add -> out.route(24, flags(add.mode()), add.route());
            case RtRequest.DeleteRoute delete -> out.route(25, PLAIN, delete.route());
            case RtRequest.AddRule add -> out.rule(32, flags(Mode.CREATE), add.rule());
            case RtRequest.DeleteRule delete -> out.rule(33, PLAIN, delete.rule());
            case RtRequest.AddNeighbor add -> out.neighbor(28, flags(add.mode()), add.neighbor());
            case RtRequest.DeleteNeighbor delete -> out.neighbor(29, PLAIN, delete.neighbor());
            case RtRequest.DumpLinks all -> out.u32(29, 8).message(18, DUMP, link(0, 0, 0));
            case RtRequest.DumpAddresses dump ->
                    out.message(22, DUMP, u8(number(dump.family())) + "00".repeat(7));
            case RtRequest.DumpRoutes dump ->
                    out.message(26, DUMP, u8(number(dump.family())) + "00".repeat(11));
            case RtRequest.DumpRules dump ->
                    out.message(34, DUMP, u8(number(dump.family())) + "00".repeat(11));
            case RtRequest.DumpNeighbors dump ->
                    out.message(30, DUMP, u8(number(dump.family())) + "00".repeat(11));
        };
    }

    private String veth(RtRequest.CreateVeth veth) {
        RtRequest.VethPeer other = veth.peer();
        SlowEncoder peer =
                new SlowEncoder()
                        .name(3, other.name())
                        .signed(4, other.mtu())
                        .mac(1, other.mac())
                        .signed(13, other.txQueueLength())
                        .signed(28, other.netnsFd());
        String data = "[1=" + link(0, 0, 0) + peer.sorted() + "]";
        String info =
                "[1="
                        + HexFormat.of().formatHex("veth".getBytes(StandardCharsets.US_ASCII))
                        + ", 2="
                        + data
                        + "]";
        attributes.add("18=" + info);
        int up = veth.up() ? 1 : 0;
        return name(3, veth.name())
                .signed(4, veth.mtu())
                .mac(1, veth.mac())
                .signed(13, veth.txQueueLength())
                .message(16, flags(Mode.CREATE), link(0, up, up));
    }

    private String change(RtRequest.ChangeLink change) {
        int up = Boolean.TRUE.equals(change.up()) ? 1 : 0;
        return name(3, change.name())
                .signed(4, change.mtu())
                .mac(1, change.mac())
                .signed(28, change.netnsFd())
                .message(16, PLAIN, link(change.index(), up, change.up() == null ? 0 : 1));
    }

    private String alias(RtRequest.SetAlias set) {
        attributes.add(
                "20=" + HexFormat.of().formatHex(set.alias().getBytes(StandardCharsets.UTF_8)));
        return message(16, PLAIN, link(set.index(), 0, 0));
    }

    private String address(int type, int flags, LinkAddress address) {
        boolean small = address.flags() < 256;
        if (!small) {
            u32(8, address.flags());
        }
        String header =
                u8(number(address.address().family()))
                        + u8(address.prefixLength())
                        + u8(small ? address.flags() : 0)
                        + u8(address.scope())
                        + u32(address.linkIndex());
        return ip(1, address.address()).ip(2, address.address()).message(type, flags, header);
    }

    private String route(int type, int flags, Route route) {
        IpPrefix destination = route.destination();
        if (destination.length() > 0) {
            ip(1, destination.address());
        }
        String header =
                u8(number(route.family()))
                        + u8(destination.length())
                        + "0000"
                        + u8(table(route.table()))
                        + u8(route.protocol())
                        + u8(route.scope())
                        + u8(route.type())
                        + u32(route.onlink() ? 4 : 0);
        return ip(5, route.gateway())
                .ip(7, route.preferredSource())
                .nonzero(4, route.linkIndex())
                .nonzero(6, route.metric())
                .message(type, flags, header);
    }

    private String rule(int type, int flags, Rule rule) {
        IpPrefix source = rule.source();
        IpPrefix destination = rule.destination();
        String header =
                u8(number(rule.family()))
                        + u8(destination == null ? 0 : destination.length())
                        + u8(source == null ? 0 : source.length())
                        + "00"
                        + u8(table(rule.table()))
                        + "000001"
                        + "00000000";
        if (rule.markMask() != 0) {
            u32(10, rule.mark()).u32(16, rule.markMask());
        }
        return ip(2, source == null ? null : source.address())
                .ip(1, destination == null ? null : destination.address())
                .u32(6, rule.priority())
                .name(3, rule.inputInterface())
                .signed(14, rule.suppressPrefixLength())
                .signed(13, rule.suppressGroup())
                .message(type, flags, header);
    }

    private String neighbor(int type, int flags, Neighbor neighbor) {
        String header =
                u8(number(neighbor.address().family()))
                        + "000000"
                        + u32(neighbor.linkIndex())
                        + u8(neighbor.state())
                        + "000000";
        return ip(1, neighbor.address()).mac(2, neighbor.mac()).message(type, flags, header);
    }

    /// Registers the table's own attribute when the header has no room for it.
    private int table(int table) {
        if (table <= 255) {
            return table;
        }
        u32(15, table);
        return 0;
    }

    private SlowEncoder u32(int type, int value) {
        attributes.add(type + "=" + u32(value));
        return this;
    }

    private SlowEncoder signed(int type, int value) {
        return value < 0 ? this : u32(type, value);
    }

    private SlowEncoder nonzero(int type, int value) {
        return value == 0 ? this : u32(type, value);
    }

    private SlowEncoder ip(int type, @Nullable IpAddress address) {
        if (address != null) {
            attributes.add(type + "=" + HexFormat.of().formatHex(address.bytes()));
        }
        return this;
    }

    private SlowEncoder mac(int type, @Nullable MacAddress mac) {
        if (mac != null) {
            attributes.add(type + "=" + mac.toString().replace(":", ""));
        }
        return this;
    }

    private SlowEncoder name(int type, @Nullable String name) {
        if (name != null) {
            StringBuilder hex = new StringBuilder();
            name.chars().forEach(c -> hex.append(u8(c)));
            attributes.add(type + "=" + hex + "00");
        }
        return this;
    }

    private String sorted() {
        attributes.sort(null);
        return attributes.toString();
    }

    private String message(int type, int flags, String header) {
        return type + " " + Integer.toHexString(flags) + " " + header + " " + sorted();
    }

    private static int flags(Mode mode) {
        return mode == Mode.CREATE ? 0x605 : 0x505;
    }

    private static String link(int index, int flags, int change) {
        return "00000000" + u32(index) + u32(flags) + u32(change);
    }

    private static int number(Family family) {
        return family == Family.IPV4 ? 2 : 10;
    }

    private static String u8(int value) {
        return String.format("%02x", value);
    }

    private static String u32(int value) {
        return String.format("%08x", Integer.reverseBytes(value));
    }
}
