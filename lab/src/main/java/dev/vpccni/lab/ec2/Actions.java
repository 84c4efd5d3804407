package dev.vpccni.lab.ec2;

import dev.vpccni.lab.account.Account;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/// All actions that the lab's EC2 API knows, by name.
final class Actions {
    /// The names of the actions, sorted; scenarios may speak of these only.
    static final SortedSet<String> NAMES =
            Collections.unmodifiableSortedSet(
                    new TreeSet<>(
                            List.of(
                                    "AssignIpv6Addresses",
                                    "AssignPrivateIpAddresses",
                                    "AttachNetworkInterface",
                                    "CreateNetworkInterface",
                                    "CreateTags",
                                    "DeleteNetworkInterface",
                                    "DescribeInstanceTypes",
                                    "DescribeInstances",
                                    "DescribeNetworkInterfaces",
                                    "DescribeSecurityGroups",
                                    "DescribeSubnets",
                                    "DescribeVpcs",
                                    "DetachNetworkInterface",
                                    "ModifyNetworkInterfaceAttribute",
                                    "UnassignIpv6Addresses",
                                    "UnassignPrivateIpAddresses")));

    private Actions() {}

    static Map<String, Action> of(Account account) {
        Map<String, Action> all = new HashMap<>();
        new DescribeActions(account).register(all);
        new InterfaceActions(account).register(all);
        new AddressActions(account.ec2()).register(all);
        if (!all.keySet().equals(NAMES)) {
            throw new IllegalStateException(
                    "the actions " + all.keySet() + " are not those of NAMES");
        }
        return Map.copyOf(all);
    }

    /// The reply of calls that say nothing but that they were done.
    static Consumer<Xml> done() {
        return xml -> xml.element("return", true);
    }
}
