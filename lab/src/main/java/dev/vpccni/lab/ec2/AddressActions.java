package dev.vpccni.lab.ec2;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.lab.account.AddressAsk;
import dev.vpccni.lab.account.Ec2Calls;
import dev.vpccni.lab.account.Ec2Exception;
import dev.vpccni.lab.account.Grant;
import java.util.List;
import java.util.Map;

/// The actions that give addresses to interfaces and take them away.
final class AddressActions {
    private final Ec2Calls calls;

    AddressActions(Ec2Calls calls) {
        this.calls = calls;
    }

    void register(Map<String, Action> all) {
        all.put("AssignPrivateIpAddresses", this::assignIpv4);
        all.put("UnassignPrivateIpAddresses", this::unassignIpv4);
        all.put("AssignIpv6Addresses", this::assignIpv6);
        all.put("UnassignIpv6Addresses", this::unassignIpv6);
    }

    private Action.Execution assignIpv4(Parameters p) {
        String eniId = p.required("NetworkInterfaceId");
        AddressAsk wanted =
                new AddressAsk(
                        p.number("SecondaryPrivateIpAddressCount", 0),
                        p.addresses("PrivateIpAddress"),
                        p.number("Ipv4PrefixCount", 0),
                        p.prefixes("Ipv4Prefix"));
        if (p.flag("AllowReassignment")) {
            throw new Ec2Exception(
                    "UnsupportedOperation",
                    "The lab does not move addresses between interfaces (AllowReassignment).");
        }
        return (caller, asOf) -> {
            Grant granted = calls.assignPrivateIpAddresses(eniId, wanted);
            return xml ->
                    xml.element("networkInterfaceId", eniId)
                            .items(
                                    "assignedPrivateIpAddressesSet",
                                    granted.ipv4(),
                                    (item, address) -> item.element("privateIpAddress", address))
                            .items(
                                    "assignedIpv4PrefixSet",
                                    granted.prefixes(),
                                    (item, prefix) -> item.element("ipv4Prefix", prefix))
                            .element("return", true);
        };
    }

    private Action.Execution unassignIpv4(Parameters p) {
        String eniId = p.required("NetworkInterfaceId");
        Grant returned = Grant.ofIpv4(p.addresses("PrivateIpAddress"), p.prefixes("Ipv4Prefix"));
        return (caller, asOf) -> {
            calls.unassignPrivateIpAddresses(eniId, returned);
            return Actions.done();
        };
    }

    private Action.Execution assignIpv6(Parameters p) {
        String eniId = p.required("NetworkInterfaceId");
        AddressAsk wanted =
                new AddressAsk(
                        p.number("Ipv6AddressCount", 0),
                        p.addresses("Ipv6Addresses"),
                        p.number("Ipv6PrefixCount", 0),
                        p.prefixes("Ipv6Prefix"));
        return (caller, asOf) -> {
            Grant granted = calls.assignIpv6Addresses(eniId, wanted);
            return xml ->
                    xml.element("networkInterfaceId", eniId)
                            .nested("assignedIpv6Addresses", list -> items(list, granted.ipv6()))
                            .nested(
                                    "assignedIpv6PrefixSet",
                                    list -> items(list, granted.ipv6Prefixes()));
        };
    }

    private Action.Execution unassignIpv6(Parameters p) {
        String eniId = p.required("NetworkInterfaceId");
        List<IpAddress> addresses = p.addresses("Ipv6Addresses");
        List<IpPrefix> prefixes = p.prefixes("Ipv6Prefix");
        return (caller, asOf) -> {
            calls.unassignIpv6Addresses(eniId, Grant.ofIpv6(addresses, prefixes));
            return xml ->
                    xml.element("networkInterfaceId", eniId)
                            .nested("unassignedIpv6Addresses", list -> items(list, addresses))
                            .nested("unassignedIpv6PrefixSet", list -> items(list, prefixes));
        };
    }

    private static void items(Xml xml, List<?> values) {
        values.forEach(value -> xml.element("item", value));
    }
}
