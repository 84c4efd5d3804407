package dev.vpccni.host;

import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.Rule;
import java.util.List;

/// Tells the node's own rules, of this start or an earlier one, from those of others at the same priorities.
///
/// The priority is not enough: the plugin of the incumbent has a rule per pod at 512, and a plain `ip rule add` by an
/// operator lands at 32765. So the shape counts too.
final class OwnRules {
    /// Device indexes of card 0 go up to 31 at most (24 on today's largest instances); table is index + 1.
    private static final int LAST_CARD_0_TABLE = 32;

    private static final int FIRST_CARD_TABLE = 10_100;
    private static final int LAST_CARD_TABLE = 19_999;

    private OwnRules() {}

    /// @param vpcCidrs a primary address of an ENI is in one of these
    static boolean isOurs(Rule rule, List<IpPrefix> vpcCidrs) {
        return switch (rule.priority()) {
            case DesiredHost.LOCAL_POD_PRIORITY -> isLocalPodRule(rule);
            case DesiredHost.MARK_PRIORITY -> isMarkRule(rule);
            case DesiredHost.EXTERNAL_SERVICE_PRIORITY -> isExternalServiceRule(rule);
            case DesiredHost.ENI_ADDRESS_PRIORITY -> isEniAddressRule(rule, vpcCidrs);
            default -> false;
        };
    }

    private static boolean isLocalPodRule(Rule rule) {
        Rule shape =
                Rule.moreSpecificThan(
                                rule.family(),
                                DesiredHost.LONGEST_NON_HOST_PREFIX,
                                Route.TABLE_MAIN,
                                rule.priority())
                        .exceptGroup(rule.suppressGroup());
        return rule.equals(shape);
    }

    private static boolean isMarkRule(Rule rule) {
        int mark = rule.mark();
        return mark != 0
                && rule.equals(
                        Rule.marked(rule.family(), mark, mark, Route.TABLE_MAIN, rule.priority()));
    }

    private static boolean isExternalServiceRule(Rule rule) {
        IpPrefix destination = rule.destination();
        return destination != null
                && rule.equals(Rule.to(destination, Route.TABLE_MAIN, rule.priority()));
    }

    private static boolean isEniAddressRule(Rule rule, List<IpPrefix> vpcCidrs) {
        IpPrefix source = rule.source();
        return source != null
                && source.isSingle()
                && vpcCidrs.stream().anyMatch(block -> block.contains(source))
                && isEniTable(rule.table())
                && rule.equals(Rule.from(source, rule.table(), rule.priority()));
    }

    private static boolean isEniTable(int table) {
        return (table >= 2 && table <= LAST_CARD_0_TABLE)
                || (table >= FIRST_CARD_TABLE && table <= LAST_CARD_TABLE);
    }
}
