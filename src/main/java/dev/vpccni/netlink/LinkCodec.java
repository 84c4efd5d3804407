package dev.vpccni.netlink;

import dev.vpccni.inet.MacAddress;
import dev.vpccni.inet.Utf8;
import org.jspecify.annotations.Nullable;

/// Interfaces to bytes and back: struct ifinfomsg (16 bytes) and IFLA_* attributes.
///
/// Source: linux/if_link.h, linux/veth.h.
final class LinkCodec {
    static final int NEW = 16;
    static final int DELETE = 17;
    static final int GET = 18;

    private static final int HEADER = 16;
    private static final int ADDRESS = 1;
    private static final int NAME = 3;
    private static final int MTU = 4;
    private static final int LINK = 5;
    private static final int TX_QUEUE_LENGTH = 13;
    private static final int INFO = 18;
    private static final int ALIAS = 20;
    private static final int GROUP = 27;
    private static final int NET_NS_FD = 28;
    private static final int EXTENDED_MASK = 29;
    private static final int INFO_KIND = 1;
    private static final int INFO_DATA = 2;
    private static final int VETH_PEER = 1;

    /// RTEXT_FILTER_SKIP_STATS: counters make up most of a link message.
    private static final int SKIP_STATISTICS = 8;

    private static final int MAX_NAME_BYTES = 15;

    private LinkCodec() {}

    static byte[] get(RtRequest.GetLink request, int sequence) {
        MessageWriter writer = new MessageWriter(GET, NetlinkFlags.ACKNOWLEDGED, sequence);
        header(writer, 0, 0, 0);
        writer.attributeText(NAME, checkedName(request.name()));
        writer.attributeU32(EXTENDED_MASK, SKIP_STATISTICS);
        return writer.finish();
    }

    static byte[] dump(int sequence) {
        MessageWriter writer = new MessageWriter(GET, NetlinkFlags.DUMP, sequence);
        header(writer, 0, 0, 0);
        writer.attributeU32(EXTENDED_MASK, SKIP_STATISTICS);
        return writer.finish();
    }

    static byte[] createVeth(RtRequest.CreateVeth request, int sequence) {
        MessageWriter writer = new MessageWriter(NEW, NetlinkFlags.CREATE, sequence);
        header(writer, 0, request.up() ? Link.UP : 0, request.up() ? Link.UP : 0);
        properties(writer, request.name(), request.mtu(), request.mac());
        queueLength(writer, request.txQueueLength());
        int info = writer.begin(INFO);
        writer.attribute(INFO_KIND, Utf8.encode("veth"));
        int data = writer.begin(INFO_DATA);
        int peer = writer.begin(VETH_PEER);
        RtRequest.VethPeer other = request.peer();
        header(writer, 0, 0, 0);
        properties(writer, other.name(), other.mtu(), other.mac());
        queueLength(writer, other.txQueueLength());
        namespace(writer, other.netnsFd());
        writer.end(peer);
        writer.end(data);
        writer.end(info);
        return writer.finish();
    }

    static byte[] change(RtRequest.ChangeLink request, int sequence) {
        MessageWriter writer = new MessageWriter(NEW, NetlinkFlags.ACKNOWLEDGED, sequence);
        Boolean up = request.up();
        header(writer, request.index(), up != null && up ? Link.UP : 0, up != null ? Link.UP : 0);
        properties(writer, request.name(), request.mtu(), request.mac());
        namespace(writer, request.netnsFd());
        return writer.finish();
    }

    static byte[] alias(RtRequest.SetAlias request, int sequence) {
        MessageWriter writer = new MessageWriter(NEW, NetlinkFlags.ACKNOWLEDGED, sequence);
        header(writer, request.index(), 0, 0);
        writer.attribute(ALIAS, Utf8.encode(request.alias()));
        return writer.finish();
    }

    static byte[] group(RtRequest.SetGroup request, int sequence) {
        MessageWriter writer = new MessageWriter(NEW, NetlinkFlags.ACKNOWLEDGED, sequence);
        header(writer, request.index(), 0, 0);
        writer.attributeU32(GROUP, request.group());
        return writer.finish();
    }

    static byte[] delete(RtRequest.DeleteLink request, int sequence) {
        MessageWriter writer = new MessageWriter(DELETE, NetlinkFlags.ACKNOWLEDGED, sequence);
        header(writer, request.index(), 0, 0);
        return writer.finish();
    }

    /// Null for what is not a plain link message, such as a bridge port's (family AF_BRIDGE).
    static @Nullable Link decode(Slice body) {
        if (body.u8(0) != 0) {
            return null;
        }
        int index = body.i32(4);
        int flags = body.i32(8);
        String name = null;
        int mtu = 0;
        MacAddress mac = null;
        String kind = "";
        int peerIndex = 0;
        String alias = "";
        int group = 0;
        Attributes attributes = body.after(HEADER).attributes();
        while (attributes.next()) {
            switch (attributes.type()) {
                case ADDRESS -> mac = mac(attributes.payload());
                case NAME -> name = attributes.payload().text();
                case MTU -> mtu = attributes.payload().i32(0);
                case LINK -> peerIndex = attributes.payload().i32(0);
                case ALIAS -> alias = attributes.payload().text();
                case GROUP -> group = attributes.payload().i32(0);
                case INFO -> kind = kind(attributes.payload());
                default -> {}
            }
        }
        return name == null
                ? null
                : new Link(index, name, flags, mtu, mac, kind, peerIndex, alias, group);
    }

    /// The payload as a hardware address; null when it has another size (an IP tunnel has its local address there).
    static @Nullable MacAddress mac(Slice payload) {
        return payload.length() == 6 ? MacAddress.of(payload.bytes()) : null;
    }

    /// An interface name as the kernel takes it. Errors: IllegalArgumentException unless it has 1..15 bytes.
    static String checkedName(String name) {
        int size = Utf8.encode(name).length;
        if (size == 0 || size > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "interface name '"
                            + name
                            + "' has "
                            + size
                            + " bytes; the kernel takes 1.."
                            + MAX_NAME_BYTES);
        }
        return name;
    }

    private static String kind(Slice info) {
        Attributes attributes = info.attributes();
        while (attributes.next()) {
            if (attributes.type() == INFO_KIND) {
                return attributes.payload().text();
            }
        }
        return "";
    }

    private static void header(MessageWriter writer, int index, int flags, int changed) {
        writer.u32(0);
        writer.u32(index);
        writer.u32(flags);
        writer.u32(changed);
    }

    private static void properties(
            MessageWriter writer, @Nullable String name, int mtu, @Nullable MacAddress mac) {
        if (name != null) {
            writer.attributeText(NAME, checkedName(name));
        }
        if (mtu >= 0) {
            writer.attributeU32(MTU, mtu);
        }
        if (mac != null) {
            writer.attribute(ADDRESS, mac.bytes());
        }
    }

    private static void queueLength(MessageWriter writer, int txQueueLength) {
        if (txQueueLength >= 0) {
            writer.attributeU32(TX_QUEUE_LENGTH, txQueueLength);
        }
    }

    private static void namespace(MessageWriter writer, int fd) {
        if (fd >= 0) {
            writer.attributeU32(NET_NS_FD, fd);
        }
    }
}
