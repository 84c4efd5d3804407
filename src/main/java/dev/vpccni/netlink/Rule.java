package dev.vpccni.netlink;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpPrefix;
import org.jspecify.annotations.Nullable;

/// A routing policy rule (RTM_NEWRULE) that looks up a table.
///
/// @param family address family the rule is for
/// @param priority lower is looked at first
/// @param source null for any
/// @param destination null for any
/// @param inputInterface name of the input interface; null for any
/// @param mark fwmark; 0 with mask 0 for any
/// @param markMask which bits of the mark count
/// @param table table to look up
/// @param suppressPrefixLength routes with this prefix length or shorter are ignored; -1 for none
/// @param suppressGroup routes out of interfaces of this group are ignored; -1 for none
///     Source: ip-rule(8), linux/fib_rules.h.
public record Rule(
        Family family,
        int priority,
        @Nullable IpPrefix source,
        @Nullable IpPrefix destination,
        @Nullable String inputInterface,
        int mark,
        int markMask,
        int table,
        int suppressPrefixLength,
        int suppressGroup) {
    /// A rule that looks at routes out of every interface.
    public Rule(
            Family family,
            int priority,
            @Nullable IpPrefix source,
            @Nullable IpPrefix destination,
            @Nullable String inputInterface,
            int mark,
            int markMask,
            int table,
            int suppressPrefixLength) {
        this(
                family,
                priority,
                source,
                destination,
                inputInterface,
                mark,
                markMask,
                table,
                suppressPrefixLength,
                -1);
    }

    /// `from SOURCE lookup TABLE`.
    public static Rule from(IpPrefix source, int table, int priority) {
        return new Rule(source.family(), priority, source, null, null, 0, 0, table, -1);
    }

    /// `to DESTINATION lookup TABLE`.
    public static Rule to(IpPrefix destination, int table, int priority) {
        return new Rule(destination.family(), priority, null, destination, null, 0, 0, table, -1);
    }

    /// `fwmark MARK/MASK lookup TABLE`.
    public static Rule marked(Family family, int mark, int mask, int table, int priority) {
        return new Rule(family, priority, null, null, null, mark, mask, table, -1);
    }

    /// `lookup TABLE suppress_prefixlength LENGTH`: only routes more specific than LENGTH count.
    public static Rule moreSpecificThan(Family family, int length, int table, int priority) {
        return new Rule(family, priority, null, null, null, 0, 0, table, length);
    }

    /// The same rule, which ignores routes out of the interfaces of this group.
    public Rule exceptGroup(int group) {
        return new Rule(
                family,
                priority,
                source,
                destination,
                inputInterface,
                mark,
                markMask,
                table,
                suppressPrefixLength,
                group);
    }
}
