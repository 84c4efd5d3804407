package dev.vpccni.lab.ec2;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.lab.account.Account;
import dev.vpccni.lab.account.Attachment;
import dev.vpccni.lab.account.ConnectionTracking;
import dev.vpccni.lab.account.EniAddresses;
import dev.vpccni.lab.account.Instance;
import dev.vpccni.lab.account.InstanceType;
import dev.vpccni.lab.account.InstanceView;
import dev.vpccni.lab.account.NetworkInterface;
import dev.vpccni.lab.account.SecurityGroup;
import dev.vpccni.lab.account.Subnet;
import dev.vpccni.lab.account.SubnetView;
import dev.vpccni.lab.account.Tags;
import dev.vpccni.lab.account.Vpc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes resources as EC2's XML. Source of element names: EC2 API reference, data types of 2016-11-15.
final class Replies {
    private record PrivateAddress(IpAddress address, boolean primary) {}

    private record Card(int index, int interfaces) {}

    private final String accountId;
    private final String region;

    Replies(Account account) {
        this.accountId = account.settings().accountId();
        this.region = account.settings().region();
    }

    void networkInterface(Xml xml, NetworkInterface eni) {
        networkInterface(xml, eni, eni.status());
    }

    /// Shape: `status` is given because an interface just created is `pending`.
    void networkInterface(Xml xml, NetworkInterface eni, String status) {
        EniAddresses addresses = eni.addresses();
        xml.element("networkInterfaceId", eni.id())
                .element("subnetId", eni.subnetId())
                .element("vpcId", eni.vpcId())
                .element("availabilityZone", eni.availabilityZone())
                .element("description", eni.description())
                .element("ownerId", accountId)
                .element("requesterId", eni.requester())
                .element("requesterManaged", false)
                .element("status", status)
                .element("macAddress", eni.mac())
                .element("privateIpAddress", addresses.primary())
                .element("privateDnsName", dnsName(addresses.primary()))
                .element("sourceDestCheck", eni.sourceDestCheck())
                .element("interfaceType", "interface");
        addresses(xml, addresses);
        groups(xml, eni.groups());
        tags(xml, eni.tags());
        connectionTracking(xml, eni.connectionTracking());
        Attachment attachment = eni.attachment();
        if (attachment != null) {
            xml.nested(
                    "attachment",
                    inside -> {
                        inside.element("instanceId", attachment.instanceId())
                                .element("instanceOwnerId", accountId);
                        attachment(inside, attachment);
                    });
        }
    }

    void subnet(Xml xml, SubnetView view) {
        Subnet subnet = view.subnet();
        IpPrefix ipv6 = subnet.ipv6Cidr();
        xml.element("subnetId", subnet.id())
                .element(
                        "subnetArn",
                        "arn:aws:ec2:" + region + ":" + accountId + ":subnet/" + subnet.id())
                .element("state", "available")
                .element("ownerId", accountId)
                .element("vpcId", subnet.vpcId())
                .element("cidrBlock", subnet.cidr())
                .element("availableIpAddressCount", view.available())
                .element("availabilityZone", subnet.availabilityZone())
                .element("defaultForAz", false)
                .element("mapPublicIpOnLaunch", false)
                .element("assignIpv6AddressOnCreation", false)
                .items(
                        "ipv6CidrBlockAssociationSet",
                        ipv6 == null ? List.of() : List.of(ipv6),
                        (item, cidr) ->
                                item.element("ipv6CidrBlock", cidr)
                                        .nested(
                                                "ipv6CidrBlockState",
                                                state -> state.element("state", "associated")));
        tags(xml, subnet.tags());
    }

    void securityGroup(Xml xml, SecurityGroup group) {
        xml.element("ownerId", accountId)
                .element("groupId", group.id())
                .element("groupName", group.name())
                .element("groupDescription", group.description())
                .element("vpcId", group.vpcId());
        tags(xml, group.tags());
    }

    void vpc(Xml xml, Vpc vpc) {
        xml.element("vpcId", vpc.id())
                .element("ownerId", accountId)
                .element("state", "available")
                .element("cidrBlock", vpc.cidrs().getFirst())
                .element("isDefault", false)
                .items(
                        "cidrBlockAssociationSet",
                        vpc.cidrs(),
                        (item, cidr) ->
                                item.element("cidrBlock", cidr)
                                        .nested(
                                                "cidrBlockState",
                                                state -> state.element("state", "associated")));
        tags(xml, vpc.tags());
    }

    static void instanceType(Xml xml, InstanceType type) {
        xml.element("instanceType", type.name())
                .element("currentGeneration", true)
                .element("bareMetal", type.bareMetal())
                .element(
                        "hypervisor",
                        type.hypervisor().equals("unknown") ? null : type.hypervisor())
                .nested(
                        "processorInfo",
                        info ->
                                info.items(
                                        "supportedArchitectures",
                                        List.of(type.architecture()),
                                        (item, name) -> item.text(name)))
                .nested("vCpuInfo", info -> info.element("defaultVCpus", type.cpus()))
                .nested("memoryInfo", info -> info.element("sizeInMiB", type.memoryMib()))
                .nested("networkInfo", info -> networkInfo(info, type));
    }

    /// One instance in a reservation of its own, as RunInstances makes them one by one.
    void reservation(Xml xml, InstanceView view) {
        xml.element("reservationId", view.instance().id().replaceFirst("i-", "r-"))
                .element("ownerId", accountId)
                .items("groupSet", List.of(), (item, none) -> {})
                .items("instancesSet", List.of(view), this::instance);
    }

    static void tags(Xml xml, Tags tags) {
        xml.items(
                "tagSet",
                List.copyOf(tags.values().entrySet()),
                (item, tag) -> item.element("key", tag.getKey()).element("value", tag.getValue()));
    }

    private void instance(Xml xml, InstanceView view) {
        Instance instance = view.instance();
        boolean running = instance.state() == Instance.State.RUNNING;
        xml.element("instanceId", instance.id())
                .element("imageId", "ami-0123456789abcdef0")
                .nested(
                        "instanceState",
                        state ->
                                state.element("code", instance.state().code())
                                        .element("name", instance.state().text()))
                .element("instanceType", instance.type().name())
                .element("launchTime", instance.launchTime())
                .nested(
                        "placement",
                        placement ->
                                placement
                                        .element("availabilityZone", instance.availabilityZone())
                                        .element("tenancy", "default"))
                .element("privateDnsName", dnsName(instance.privateIp()))
                .element("architecture", instance.type().architecture())
                .element("hypervisor", "xen");
        if (running) {
            xml.element("subnetId", instance.subnetId())
                    .element("vpcId", instance.vpcId())
                    .element("privateIpAddress", instance.privateIp())
                    .element("sourceDestCheck", true);
        }
        groups(xml, instance.groups());
        xml.items("networkInterfaceSet", view.enis(), this::instanceInterface);
        tags(xml, instance.tags());
    }

    private void instanceInterface(Xml xml, NetworkInterface eni) {
        xml.element("networkInterfaceId", eni.id())
                .element("subnetId", eni.subnetId())
                .element("vpcId", eni.vpcId())
                .element("description", eni.description())
                .element("ownerId", accountId)
                .element("status", eni.status())
                .element("macAddress", eni.mac())
                .element("privateIpAddress", eni.addresses().primary())
                .element("sourceDestCheck", eni.sourceDestCheck())
                .element("interfaceType", "interface");
        groups(xml, eni.groups());
        addresses(xml, eni.addresses());
        eni.attached()
                .ifPresent(attachment ->
                        xml.nested("attachment", inside -> attachment(inside, attachment)));
    }

    private static void attachment(Xml xml, Attachment attachment) {
        xml.element("attachmentId", attachment.id())
                .element("deviceIndex", attachment.deviceIndex())
                .element("networkCardIndex", attachment.networkCard())
                .element("status", attachment.status().text())
                .element("attachTime", attachment.attachTime())
                .element("deleteOnTermination", attachment.deleteOnTermination());
    }

    private void addresses(Xml xml, EniAddresses addresses) {
        List<PrivateAddress> all = new ArrayList<>();
        all.add(new PrivateAddress(addresses.primary(), true));
        addresses.secondary().forEach(address -> all.add(new PrivateAddress(address, false)));
        xml.items(
                        "privateIpAddressesSet",
                        all,
                        (item, one) ->
                                item.element("privateIpAddress", one.address())
                                        .element("privateDnsName", dnsName(one.address()))
                                        .element("primary", one.primary()))
                .items(
                        "ipv4PrefixSet",
                        addresses.prefixes(),
                        (item, prefix) -> item.element("ipv4Prefix", prefix))
                .items(
                        "ipv6AddressesSet",
                        addresses.ipv6(),
                        (item, one) ->
                                item.element("ipv6Address", one).element("isPrimaryIpv6", false))
                .items(
                        "ipv6PrefixSet",
                        addresses.ipv6Prefixes(),
                        (item, prefix) -> item.element("ipv6Prefix", prefix));
    }

    private static void groups(Xml xml, List<String> groups) {
        xml.items("groupSet", groups, (item, id) -> item.element("groupId", id));
    }

    private static void connectionTracking(Xml xml, @Nullable ConnectionTracking tracking) {
        if (tracking != null) {
            xml.nested(
                    "connectionTrackingConfiguration",
                    inside ->
                            inside.element("tcpEstablishedTimeout", tracking.tcpEstablished())
                                    .element("udpStreamTimeout", tracking.udpStream())
                                    .element("udpTimeout", tracking.udp()));
        }
    }

    private static void networkInfo(Xml xml, InstanceType type) {
        List<Card> cards = new ArrayList<>();
        for (int i = 0; i < type.cards().size(); i++) {
            cards.add(new Card(i, type.cards().get(i)));
        }
        xml.element("maximumNetworkInterfaces", type.maxInterfaces())
                .element("maximumNetworkCards", cards.size())
                .element("defaultNetworkCardIndex", 0)
                .items(
                        "networkCards",
                        cards,
                        (item, card) ->
                                item.element("networkCardIndex", card.index())
                                        .element("maximumNetworkInterfaces", card.interfaces()))
                .element("ipv4AddressesPerInterface", type.ipv4PerInterface())
                .element("ipv6AddressesPerInterface", type.ipv6PerInterface())
                .element("ipv6Supported", true);
    }

    private String dnsName(IpAddress address) {
        return "ip-" + address.toString().replace('.', '-') + "." + region + ".compute.internal";
    }
}
