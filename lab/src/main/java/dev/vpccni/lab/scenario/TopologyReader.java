package dev.vpccni.lab.scenario;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.lab.account.InstanceTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the `topology` of a scenario and checks that EC2 would make it.
final class TopologyReader {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,7}");
    private static final int MOST_NODES = 500;
    private static final InstanceTypes TYPES = InstanceTypes.builtIn();
    private static final Topology DEFAULT =
            new Topology(
                            List.of(IpPrefix.parse("10.0.0.0/16")),
                            null,
                            List.of(
                                    new SubnetSpec("a", IpPrefix.parse("10.0.1.0/24"), "a", 0),
                                    new SubnetSpec("b", IpPrefix.parse("10.0.2.0/24"), "b", 0)),
                            "m5.large",
                            List.of())
                    .withNodes(2);

    private TopologyReader() {}

    static Topology read(Section root) {
        return root.section("topology", DEFAULT, TopologyReader::topology);
    }

    private static Topology topology(Section section) {
        List<IpPrefix> cidrs =
                section.has("cidrs")
                        ? section.values("cidrs", TopologyReader::ipv4)
                        : DEFAULT.cidrs();
        if (cidrs.isEmpty()) {
            throw section.complaint("cidrs", "a VPC has at least one block");
        }
        IpPrefix ipv6 = section.optional("ipv6", TopologyReader::ipv6);
        String type = section.value("instanceType", DEFAULT.instanceType(), TopologyReader::type);
        List<SubnetSpec> subnets =
                section.has("subnets")
                        ? section.sections("subnets", TopologyReader::subnet)
                        : DEFAULT.subnets();
        check(section, cidrs, subnets);
        Topology without = new Topology(cidrs, ipv6, subnets, type, List.of());
        if (!section.isList("nodes")) {
            return without.withNodes(section.number("nodes", 2, 0, MOST_NODES));
        }
        return new Topology(cidrs, ipv6, subnets, type, nodes(section, subnets, type));
    }

    private static SubnetSpec subnet(Section section) {
        return new SubnetSpec(
                section.required("name", TopologyReader::name),
                section.required("cidr", TopologyReader::ipv4),
                section.required("zone", TopologyReader::zone),
                section.number("occupied", 0, 0, 65_531));
    }

    private static void check(Section section, List<IpPrefix> cidrs, List<SubnetSpec> subnets) {
        if (subnets.isEmpty()) {
            throw section.complaint("subnets", "there is no place for nodes without a subnet");
        }
        Set<String> names = new HashSet<>();
        List<SubnetSpec> seen = new ArrayList<>();
        for (SubnetSpec subnet : subnets) {
            String at = "subnets/" + seen.size();
            if (!names.add(subnet.name())) {
                throw section.complaint(
                        at + "/name", "'" + subnet.name() + "' is the name of another subnet too");
            }
            if (subnet.cidr().length() > 28) {
                throw section.complaint(at + "/cidr", subnet.cidr() + " is smaller than a /28");
            }
            if (cidrs.stream().noneMatch(cidr -> cidr.contains(subnet.cidr()))) {
                throw section.complaint(
                        at + "/cidr", subnet.cidr() + " lies in no block of the VPC " + cidrs);
            }
            for (SubnetSpec other : seen) {
                if (other.cidr().contains(subnet.cidr()) || subnet.cidr().contains(other.cidr())) {
                    throw section.complaint(
                            at + "/cidr",
                            subnet.cidr()
                                    + " overlaps the subnet "
                                    + other.name()
                                    + " "
                                    + other.cidr());
                }
            }
            int free = (1 << (32 - subnet.cidr().length())) - 5;
            if (subnet.occupied() > free) {
                throw section.complaint(
                        at + "/occupied",
                        subnet.occupied()
                                + " is more than the "
                                + free
                                + " addresses of "
                                + subnet.cidr());
            }
            seen.add(subnet);
        }
    }

    private static List<NodeSpec> nodes(Section section, List<SubnetSpec> subnets, String type) {
        List<NodeSpec> nodes =
                section.sections(
                        "nodes",
                        s -> {
                            String subnet = s.text("subnet", subnets.getFirst().name());
                            if (subnets.stream().noneMatch(known -> known.name().equals(subnet))) {
                                throw s.complaint(
                                        "subnet", "'" + subnet + "' is none of the subnets");
                            }
                            return new NodeSpec(
                                    s.required("name", TopologyReader::name),
                                    subnet,
                                    s.value("type", type, TopologyReader::type),
                                    s.optional("address", TopologyReader::address));
                        });
        Set<String> names = new HashSet<>();
        for (int i = 0; i < nodes.size(); i++) {
            NodeSpec node = nodes.get(i);
            if (!names.add(node.name())) {
                throw section.complaint(
                        "nodes/" + i + "/name",
                        "'" + node.name() + "' is the name of another node too");
            }
            requireInSubnet(section, i, node, subnets);
        }
        return nodes;
    }

    private static void requireInSubnet(
            Section section, int index, NodeSpec node, List<SubnetSpec> subnets) {
        IpAddress address = node.address();
        boolean inside =
                address == null
                        || subnets.stream()
                                .anyMatch(subnet ->
                                        subnet.name().equals(node.subnet())
                                                && subnet.cidr().contains(address));
        if (!inside) {
            throw section.complaint(
                    "nodes/" + index + "/address",
                    address + " lies outside the subnet " + node.subnet());
        }
    }

    private static IpPrefix ipv4(String text) {
        IpPrefix prefix = IpPrefix.parse(text);
        if (prefix.family() != Family.IPV4 || prefix.length() < 16) {
            throw new IllegalArgumentException(text + " is not an IPv4 block of /16 or smaller");
        }
        return prefix;
    }

    private static IpPrefix ipv6(String text) {
        IpPrefix prefix = IpPrefix.parse(text);
        if (prefix.family() != Family.IPV6 || prefix.length() != 56) {
            throw new IllegalArgumentException(text + " is not an IPv6 /56");
        }
        return prefix;
    }

    private static IpAddress address(String text) {
        IpAddress address = IpAddress.parse(text);
        if (address.family() != Family.IPV4) {
            throw new IllegalArgumentException(text + " is not an IPv4 address");
        }
        return address;
    }

    private static String type(String text) {
        if (TYPES.find(text).isEmpty()) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is none of the instance types that the lab knows (instance-types.csv)");
        }
        return text;
    }

    private static String zone(String text) {
        if (text.length() != 1 || text.charAt(0) < 'a' || text.charAt(0) > 'f') {
            throw new IllegalArgumentException(
                    "'" + text + "' is not the letter of a zone, a to f");
        }
        return text;
    }

    private static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is not a name of one to eight lower-case letters and digits that starts with a letter");
        }
        return text;
    }
}
