package dev.vpccni.netlink;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import org.jspecify.annotations.Nullable;

/// Routing policy rules to bytes and back: struct fib_rule_hdr (12 bytes) and FRA_* attributes.
///
/// A rule with any selector or action that [Rule] cannot express is not decoded at all: read as a plain rule it could
/// be taken for one of ours and deleted. Source: linux/fib_rules.h.
final class RuleCodec {
    static final int NEW = 32;
    static final int DELETE = 33;
    static final int GET = 34;

    private static final int HEADER = 12;
    private static final int DESTINATION = 1;
    private static final int SOURCE = 2;
    private static final int INPUT = 3;
    private static final int PRIORITY = 6;
    private static final int MARK = 10;
    private static final int SUPPRESS_GROUP = 13;
    private static final int SUPPRESS_LENGTH = 14;
    private static final int TABLE = 15;
    private static final int MARK_MASK = 16;
    private static final int PADDING = 18;
    private static final int PROTOCOL = 21;

    /// FR_ACT_TO_TBL.
    private static final int LOOKUP = 1;

    /// FIB_RULE_INVERT: the rule applies to what does not match.
    private static final int INVERTED = 2;

    private RuleCodec() {}

    static byte[] encode(int type, int flags, Rule rule, int sequence) {
        MessageWriter writer = new MessageWriter(type, flags, sequence);
        IpPrefix source = rule.source();
        IpPrefix destination = rule.destination();
        writer.u8(rule.family().number());
        writer.u8(length(destination, rule));
        writer.u8(length(source, rule));
        writer.u8(0);
        writer.u8(RouteCodec.tableByte(rule.table()));
        writer.u16(0);
        writer.u8(LOOKUP);
        writer.u32(0);
        if (source != null) {
            writer.attribute(SOURCE, source.address());
        }
        if (destination != null) {
            writer.attribute(DESTINATION, destination.address());
        }
        writer.attributeU32(PRIORITY, rule.priority());
        if (rule.markMask() != 0) {
            writer.attributeU32(MARK, rule.mark());
            writer.attributeU32(MARK_MASK, rule.markMask());
        }
        String input = rule.inputInterface();
        if (input != null) {
            writer.attributeText(INPUT, LinkCodec.checkedName(input));
        }
        if (RouteCodec.tableByte(rule.table()) == 0) {
            writer.attributeU32(TABLE, rule.table());
        }
        if (rule.suppressPrefixLength() >= 0) {
            writer.attributeU32(SUPPRESS_LENGTH, rule.suppressPrefixLength());
        }
        if (rule.suppressGroup() != -1) {
            writer.attributeU32(SUPPRESS_GROUP, rule.suppressGroup());
        }
        return writer.finish();
    }

    static byte[] dump(Family family, int sequence) {
        MessageWriter writer = new MessageWriter(GET, NetlinkFlags.DUMP, sequence);
        writer.u32(family.number());
        writer.u32(0);
        writer.u32(0);
        return writer.finish();
    }

    /// Null for rules that [Rule] cannot express.
    static @Nullable Rule decode(Slice body) {
        Family family = Families.ofNumber(body.u8(0));
        Attributes attributes = body.after(HEADER).attributes();
        boolean inverted = (body.i32(8) & INVERTED) != 0;
        if (family == null || body.u8(3) != 0 || body.u8(7) != LOOKUP || inverted) {
            return null;
        }
        Parts parts = new Parts(family, body.u8(4));
        while (attributes.next()) {
            parts.read(attributes.type(), attributes.payload());
        }
        IpPrefix destination = Families.prefix(parts.destination, body.u8(1));
        IpPrefix source = Families.prefix(parts.source, body.u8(2));
        if (destination == null || source == null || parts.foreign) {
            return null;
        }
        return new Rule(
                family,
                parts.priority,
                source.length() == 0 ? null : source,
                destination.length() == 0 ? null : destination,
                parts.input,
                parts.mark,
                parts.markMask,
                parts.table,
                parts.suppressLength,
                parts.suppressGroup);
    }

    private static int length(@Nullable IpPrefix prefix, Rule rule) {
        if (prefix == null) {
            return 0;
        }
        if (prefix.family() != rule.family()) {
            throw new IllegalArgumentException(
                    "rule of "
                            + rule.family()
                            + " cannot select the prefix "
                            + prefix
                            + " of another family");
        }
        return prefix.length();
    }

    /// The attributes of one rule while it is being read.
    private static final class Parts {
        private final Family family;
        private IpAddress source;
        private IpAddress destination;
        private @Nullable String input;
        private int priority;
        private int mark;
        private int markMask;
        private int table;
        private int suppressLength = -1;
        private int suppressGroup = -1;
        private boolean foreign;

        Parts(Family family, int table) {
            this.family = family;
            this.source = IpAddress.any(family);
            this.destination = IpAddress.any(family);
            this.table = table;
        }

        void read(int type, Slice payload) {
            switch (type) {
                case DESTINATION -> destination = payload.address(family);
                case SOURCE -> source = payload.address(family);
                case INPUT -> input = payload.text();
                case PRIORITY -> priority = payload.i32(0);
                case MARK -> mark = payload.i32(0);
                case MARK_MASK -> markMask = payload.i32(0);
                case TABLE -> table = payload.i32(0);
                case SUPPRESS_LENGTH -> suppressLength = payload.i32(0);
                case SUPPRESS_GROUP -> suppressGroup = payload.i32(0);
                case PADDING, PROTOCOL -> {}
                default -> foreign = true;
            }
        }
    }
}
