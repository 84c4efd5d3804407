package dev.vpccni.lab.account;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Answers the Describe calls from the state of the moment that a [Query] names.
///
/// Filters are those a node agent and the tests use; an unknown one is refused, never ignored. Source of names: EC2
/// API reference, each action's "Filter". Runs under the account's lock.
final class Describes {
    private static final Listing<NetworkInterface> ENIS =
            new Listing<>(NetworkInterface::id, NetworkInterface::tags, eniFields());
    private static final Listing<Instance> INSTANCES =
            new Listing<>(
                    Instance::id,
                    Instance::tags,
                    Map.of(
                            "instance-id", i -> List.of(i.id()),
                            "instance-type", i -> List.of(i.type().name()),
                            "instance-state-name", i -> List.of(i.state().text()),
                            "availability-zone", i -> List.of(i.availabilityZone()),
                            "private-ip-address", i -> List.of(i.privateIp().toString()),
                            "subnet-id", i -> List.of(i.subnetId()),
                            "vpc-id", i -> List.of(i.vpcId())));
    private static final Listing<Subnet> SUBNETS =
            new Listing<>(
                    Subnet::id,
                    Subnet::tags,
                    Map.of(
                            "subnet-id", s -> List.of(s.id()),
                            "vpc-id", s -> List.of(s.vpcId()),
                            "availability-zone", s -> List.of(s.availabilityZone()),
                            "cidr-block", s -> List.of(s.cidr().toString()),
                            "state", s -> List.of("available")));
    private static final Listing<SecurityGroup> GROUPS =
            new Listing<>(
                    SecurityGroup::id,
                    SecurityGroup::tags,
                    Map.of(
                            "group-id", g -> List.of(g.id()),
                            "group-name", g -> List.of(g.name()),
                            "description", g -> List.of(g.description()),
                            "vpc-id", g -> List.of(g.vpcId())));
    private static final Listing<Vpc> VPCS =
            new Listing<>(
                    Vpc::id,
                    Vpc::tags,
                    Map.of(
                            "vpc-id", v -> List.of(v.id()),
                            "cidr", v -> List.of(v.cidrs().getFirst().toString()),
                            "state", v -> List.of("available")));
    private static final Listing<InstanceType> TYPES =
            new Listing<>(
                    InstanceType::name,
                    type -> Tags.none(),
                    Map.of(
                            "instance-type", t -> List.of(t.name()),
                            "hypervisor", t -> List.of(t.hypervisor()),
                            "bare-metal", t -> List.of(String.valueOf(t.bareMetal()))));

    private final AccountState state;
    private final InstanceTypes types;

    Describes(AccountState state, InstanceTypes types) {
        this.state = state;
        this.types = types;
    }

    Page<NetworkInterface> enis(Query query) {
        return ENIS.page(rows(state.enis, query), query);
    }

    Page<InstanceView> instances(Query query) {
        Page<Instance> page = INSTANCES.page(rows(state.instances, query), query);
        List<NetworkInterface> enis = state.enis.allAt(query.asOf());
        return new Page<>(
                page.items().stream().map(instance -> view(instance, enis)).toList(),
                page.nextToken());
    }

    Page<SubnetView> subnets(Query query) {
        Page<Subnet> page = SUBNETS.page(rows(state.subnets, query), query);
        List<NetworkInterface> enis = state.enis.allAt(query.asOf());
        return new Page<>(
                page.items().stream().map(subnet -> view(subnet, enis)).toList(), page.nextToken());
    }

    Page<SecurityGroup> groups(Query query) {
        return GROUPS.page(rows(state.groups, query), query);
    }

    Page<Vpc> vpcs(Query query) {
        return VPCS.page(rows(state.vpcs, query), query);
    }

    Page<InstanceType> types(Query query) {
        List<String> unknown =
                query.ids().stream().filter(name -> types.find(name).isEmpty()).toList();
        if (!unknown.isEmpty()) {
            throw Errors.unknownTypes(unknown);
        }
        List<InstanceType> candidates =
                query.ids().isEmpty()
                        ? types.all()
                        : query.ids().stream().flatMap(name -> types.find(name).stream()).toList();
        return TYPES.page(candidates, query);
    }

    static InstanceView view(Instance instance, List<NetworkInterface> enis) {
        return new InstanceView(
                instance, enis.stream().filter(eni -> eni.isOn(instance.id())).toList());
    }

    static SubnetView view(Subnet subnet, List<NetworkInterface> enis) {
        int inUse =
                enis.stream()
                        .filter(eni -> eni.subnetId().equals(subnet.id()))
                        .mapToInt(eni -> eni.addresses().ipv4Count())
                        .sum();
        return new SubnetView(subnet, (1 << (32 - subnet.cidr().length())) - 5 - inUse, inUse);
    }

    private static <T> List<T> rows(Table<T> table, Query query) {
        return query.ids().isEmpty()
                ? table.allAt(query.asOf())
                : table.getAllAt(query.ids(), query.asOf());
    }

    private static Map<String, Function<NetworkInterface, List<String>>> eniFields() {
        return Map.ofEntries(
                Map.entry("network-interface-id", eni -> List.of(eni.id())),
                Map.entry("vpc-id", eni -> List.of(eni.vpcId())),
                Map.entry("subnet-id", eni -> List.of(eni.subnetId())),
                Map.entry("availability-zone", eni -> List.of(eni.availabilityZone())),
                Map.entry("status", eni -> List.of(eni.status())),
                Map.entry("description", eni -> List.of(eni.description())),
                Map.entry("mac-address", eni -> List.of(eni.mac().toString())),
                Map.entry("group-id", NetworkInterface::groups),
                Map.entry("requester-id", eni -> List.of(eni.requester())),
                Map.entry("requester-managed", eni -> List.of("false")),
                Map.entry(
                        "source-dest-check", eni -> List.of(String.valueOf(eni.sourceDestCheck()))),
                Map.entry(
                        "private-ip-address", eni -> List.of(eni.addresses().primary().toString())),
                Map.entry("addresses.private-ip-address", Describes::privateAddresses),
                Map.entry("ipv4-prefixes.ipv4-prefix", eni -> text(eni.addresses().prefixes())),
                Map.entry("ipv6-addresses.ipv6-address", Describes::ipv6Addresses),
                Map.entry("attachment.attachment-id", eni -> attached(eni, Attachment::id)),
                Map.entry("attachment.instance-id", eni -> attached(eni, Attachment::instanceId)),
                Map.entry("attachment.status", eni -> attached(eni, a -> a.status().text())),
                Map.entry(
                        "attachment.device-index",
                        eni -> attached(eni, a -> String.valueOf(a.deviceIndex()))),
                Map.entry(
                        "attachment.delete-on-termination",
                        eni -> attached(eni, a -> String.valueOf(a.deleteOnTermination()))));
    }

    private static List<String> attached(NetworkInterface eni, Function<Attachment, String> field) {
        return eni.attached().map(field).map(List::of).orElse(List.of());
    }

    private static List<String> privateAddresses(NetworkInterface eni) {
        List<String> all = new ArrayList<>();
        all.add(eni.addresses().primary().toString());
        eni.addresses().secondary().stream().map(IpAddress::toString).forEach(all::add);
        return all;
    }

    private static List<String> ipv6Addresses(NetworkInterface eni) {
        return eni.addresses().ipv6().stream().map(IpAddress::toString).toList();
    }

    private static List<String> text(List<IpPrefix> prefixes) {
        return prefixes.stream().map(IpPrefix::toString).toList();
    }
}
