package dev.vpccni.netlink;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// rtnetlink messages to bytes and back. Pure; see [RtRequest] and [RtMessage].
///
/// Shape: nlmsghdr (16 bytes) + family header + attributes padded to 4; integers in host (little-endian) order,
/// addresses in network order. Source: rtnetlink(7); linux/netlink.h, rtnetlink.h, if_link.h, fib_rules.h.
public final class RtnetlinkCodec {
    private static final int HEADER = 16;
    private static final int ERROR = 2;
    private static final int DONE = 3;
    private static final int FLAG_INTERRUPTED = 0x10;
    private static final int FLAG_CAPPED = 0x100;
    private static final int FLAG_ATTRIBUTES = 0x200;
    private static final int ERROR_TEXT = 1;
    private static final int ERROR_OFFSET = 2;

    private RtnetlinkCodec() {}

    /// The datagram for one request, with NLM_F_REQUEST and NLM_F_ACK or NLM_F_DUMP.
    ///
    /// Errors: IllegalArgumentException for an interface name of 0 or more than 15 bytes and for mixed families.
    public static byte[] encode(RtRequest request, int sequence) {
        byte[] link = encodeLink(request, sequence);
        if (link != null) {
            return link;
        }
        byte[] dump = encodeDump(request, sequence);
        return dump != null ? dump : encodeObject(request, sequence);
    }

    /// All messages of one datagram. Errors: IllegalArgumentException that names the offset when a length is impossible.
    public static List<RtMessage> decode(byte[] datagram, int length) {
        List<RtMessage> messages = new ArrayList<>();
        for (Slice message : split(datagram, length)) {
            messages.add(decodeMessage(message));
        }
        return messages;
    }

    /// Whether any message that answers request `sequence` says that the dump saw a change (NLM_F_DUMP_INTR).
    ///
    /// The kernel sets the flag on the first message after the change only, so all of them have to be looked at.
    static boolean isInterrupted(byte[] datagram, int length, int sequence) {
        for (Slice message : split(datagram, length)) {
            if (message.i32(8) == sequence && (message.u16(6) & FLAG_INTERRUPTED) != 0) {
                return true;
            }
        }
        return false;
    }

    private static byte @Nullable [] encodeLink(RtRequest request, int sequence) {
        if (request instanceof RtRequest.CreateVeth create) {
            return LinkCodec.createVeth(create, sequence);
        }
        if (request instanceof RtRequest.ChangeLink change) {
            return LinkCodec.change(change, sequence);
        }
        if (request instanceof RtRequest.SetAlias set) {
            return LinkCodec.alias(set, sequence);
        }
        if (request instanceof RtRequest.SetGroup set) {
            return LinkCodec.group(set, sequence);
        }
        if (request instanceof RtRequest.DeleteLink delete) {
            return LinkCodec.delete(delete, sequence);
        }
        return request instanceof RtRequest.GetLink get ? LinkCodec.get(get, sequence) : null;
    }

    private static byte @Nullable [] encodeDump(RtRequest request, int sequence) {
        if (request instanceof RtRequest.DumpLinks) {
            return LinkCodec.dump(sequence);
        }
        if (request instanceof RtRequest.DumpAddresses dump) {
            return AddressCodec.dump(dump.family(), sequence);
        }
        if (request instanceof RtRequest.DumpRoutes dump) {
            return RouteCodec.dump(dump.family(), sequence);
        }
        if (request instanceof RtRequest.DumpRules dump) {
            return RuleCodec.dump(dump.family(), sequence);
        }
        return request instanceof RtRequest.DumpNeighbors dump
                ? NeighborCodec.dump(dump.family(), sequence)
                : null;
    }

    private static byte[] encodeObject(RtRequest request, int sequence) {
        if (request instanceof RtRequest.AddAddress add) {
            return AddressCodec.encode(
                    AddressCodec.NEW, NetlinkFlags.of(add.mode()), add.address(), sequence);
        }
        if (request instanceof RtRequest.DeleteAddress delete) {
            return AddressCodec.encode(
                    AddressCodec.DELETE, NetlinkFlags.ACKNOWLEDGED, delete.address(), sequence);
        }
        if (request instanceof RtRequest.AddRoute add) {
            return RouteCodec.encode(
                    RouteCodec.NEW, NetlinkFlags.of(add.mode()), add.route(), sequence);
        }
        if (request instanceof RtRequest.DeleteRoute delete) {
            return RouteCodec.encode(
                    RouteCodec.DELETE, NetlinkFlags.ACKNOWLEDGED, delete.route(), sequence);
        }
        if (request instanceof RtRequest.AddRule add) {
            return RuleCodec.encode(RuleCodec.NEW, NetlinkFlags.CREATE, add.rule(), sequence);
        }
        if (request instanceof RtRequest.DeleteRule delete) {
            return RuleCodec.encode(
                    RuleCodec.DELETE, NetlinkFlags.ACKNOWLEDGED, delete.rule(), sequence);
        }
        if (request instanceof RtRequest.AddNeighbor add) {
            return NeighborCodec.encode(
                    NeighborCodec.NEW, NetlinkFlags.of(add.mode()), add.neighbor(), sequence);
        }
        if (request instanceof RtRequest.DeleteNeighbor delete) {
            return NeighborCodec.encode(
                    NeighborCodec.DELETE, NetlinkFlags.ACKNOWLEDGED, delete.neighbor(), sequence);
        }
        throw new IllegalStateException("no encoding for " + request.getClass().getName());
    }

    /// The messages of a datagram, each with its header.
    private static List<Slice> split(byte[] datagram, int length) {
        Slice all = new Slice(datagram, 0, length);
        List<Slice> messages = new ArrayList<>();
        int offset = 0;
        while (offset < length) {
            int size = all.i32(offset);
            if (size < HEADER || size > length - offset) {
                throw new IllegalArgumentException(
                        "netlink datagram, offset "
                                + offset
                                + ": a message claims "
                                + size
                                + " of "
                                + (length - offset)
                                + " bytes");
            }
            messages.add(all.part(offset, offset + size));
            offset += (size + 3) & ~3;
        }
        return messages;
    }

    private static RtMessage decodeMessage(Slice message) {
        int type = message.u16(4);
        int flags = message.u16(6);
        int sequence = message.i32(8);
        Slice body = message.after(HEADER);
        if (type == ERROR) {
            return decodeError(flags, sequence, body);
        }
        if (type == DONE) {
            int errno = body.length() >= 4 ? -body.i32(0) : 0;
            return new RtMessage.Done(sequence, errno, (flags & FLAG_INTERRUPTED) != 0);
        }
        RtMessage object = decodeObject(type, sequence, body);
        return object != null ? object : new RtMessage.Other(sequence, type);
    }

    /// Null when the message cannot be expressed.
    private static @Nullable RtMessage decodeObject(int type, int sequence, Slice body) {
        return switch (type) {
            case LinkCodec.NEW -> link(sequence, false, LinkCodec.decode(body));
            case LinkCodec.DELETE -> link(sequence, true, LinkCodec.decode(body));
            case AddressCodec.NEW -> address(sequence, false, AddressCodec.decode(body));
            case AddressCodec.DELETE -> address(sequence, true, AddressCodec.decode(body));
            case RouteCodec.NEW -> route(sequence, false, RouteCodec.decode(body));
            case RouteCodec.DELETE -> route(sequence, true, RouteCodec.decode(body));
            case RuleCodec.NEW -> rule(sequence, false, RuleCodec.decode(body));
            case RuleCodec.DELETE -> rule(sequence, true, RuleCodec.decode(body));
            case NeighborCodec.NEW -> neighbor(sequence, false, NeighborCodec.decode(body));
            case NeighborCodec.DELETE -> neighbor(sequence, true, NeighborCodec.decode(body));
            default -> null;
        };
    }

    private static @Nullable RtMessage link(int sequence, boolean removed, @Nullable Link link) {
        return link == null ? null : new RtMessage.LinkMessage(sequence, removed, link);
    }

    private static @Nullable RtMessage address(
            int sequence, boolean removed, @Nullable LinkAddress address) {
        return address == null ? null : new RtMessage.AddressMessage(sequence, removed, address);
    }

    private static @Nullable RtMessage route(int sequence, boolean removed, @Nullable Route route) {
        return route == null ? null : new RtMessage.RouteMessage(sequence, removed, route);
    }

    private static @Nullable RtMessage rule(int sequence, boolean removed, @Nullable Rule rule) {
        return rule == null ? null : new RtMessage.RuleMessage(sequence, removed, rule);
    }

    private static @Nullable RtMessage neighbor(
            int sequence, boolean removed, @Nullable Neighbor neighbor) {
        return neighbor == null ? null : new RtMessage.NeighborMessage(sequence, removed, neighbor);
    }

    /// struct nlmsgerr: errno, header of the request, then (unless capped) its payload, then the kernel's remarks.
    private static RtMessage decodeError(int flags, int sequence, Slice body) {
        int errno = -body.i32(0);
        if (errno == 0) {
            return new RtMessage.Ack(sequence);
        }
        String text = "";
        int offset = -1;
        if ((flags & FLAG_ATTRIBUTES) != 0) {
            int echoed = (flags & FLAG_CAPPED) != 0 ? HEADER : echoedLength(body);
            Attributes attributes = body.after(4 + echoed).attributes();
            while (attributes.next()) {
                if (attributes.type() == ERROR_TEXT) {
                    text = attributes.payload().text();
                } else if (attributes.type() == ERROR_OFFSET) {
                    offset = attributes.payload().i32(0);
                }
            }
        }
        return new RtMessage.Failure(sequence, errno, text, offset);
    }

    private static int echoedLength(Slice body) {
        int size = body.i32(4);
        if (size < HEADER || size > body.length() - 4) {
            throw new IllegalArgumentException(
                    "netlink datagram, offset "
                            + (body.start() + 4)
                            + ": an error message claims to repeat "
                            + size
                            + " bytes of its request");
        }
        return Math.min((size + 3) & ~3, body.length() - 4);
    }
}
