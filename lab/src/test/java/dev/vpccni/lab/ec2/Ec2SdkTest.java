package dev.vpccni.lab.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesResponse;
import software.amazon.awssdk.services.ec2.model.AssignedPrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.AttachNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.AttachmentStatus;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.Ipv4PrefixSpecification;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceStatus;
import software.amazon.awssdk.services.ec2.model.PrivateIpAddressSpecification;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/// Every call through the real SDK, with the reply it parses.
class Ec2SdkTest {
    private final Ec2Fixture lab = new Ec2Fixture();
    private final Ec2Client ec2 = lab.ec2;

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void createsAnInterfaceWithAddressesTagsAndGroups() {
        String group = lab.account.createSecurityGroup(lab.vpc.id(), "pods", "").id();

        CreateNetworkInterfaceResponse reply =
                ec2.createNetworkInterface(r ->
                        r.subnetId(lab.subnetA.id())
                                .description("aws-K8S-" + lab.node.id())
                                .groups(group)
                                .secondaryPrivateIpAddressCount(9)
                                .connectionTrackingSpecification(c -> c.tcpEstablishedTimeout(600))
                                .tagSpecifications(
                                        TagSpecification.builder()
                                                .resourceType(ResourceType.NETWORK_INTERFACE)
                                                .tags(
                                                        tag("eks:eni:owner", "vpc & <cni>"),
                                                        tag("empty", ""))
                                                .build()));

        NetworkInterface eni = reply.networkInterface();
        assertThat(reply.clientToken()).isNotBlank();
        assertThat(eni.statusAsString()).isEqualTo("pending");
        assertThat(eni.description()).isEqualTo("aws-K8S-" + lab.node.id());
        assertThat(eni.groups()).extracting("groupId").containsExactly(group);
        assertThat(eni.privateIpAddresses()).hasSize(10);
        assertThat(eni.privateIpAddresses())
                .filteredOn(NetworkInterfacePrivateIpAddress::primary)
                .extracting(NetworkInterfacePrivateIpAddress::privateIpAddress)
                .containsExactly(eni.privateIpAddress());
        assertThat(eni.tagSet())
                .containsExactly(tag("eks:eni:owner", "vpc & <cni>"), tag("empty", ""));
        assertThat(eni.availabilityZone()).isEqualTo("us-west-2a");
        assertThat(eni.macAddress()).matches("(0[26ae]:)([0-9a-f]{2}:){4}[0-9a-f]{2}");
        assertThat(
                        described(eni.networkInterfaceId())
                                .connectionTrackingConfiguration()
                                .tcpEstablishedTimeout())
                .isEqualTo(600);
    }

    @Test
    void attachesAndShowsTheAttachmentEverywhere() {
        String eniId = createEni();

        AttachNetworkInterfaceResponse reply =
                ec2.attachNetworkInterface(r ->
                        r.networkInterfaceId(eniId)
                                .instanceId(lab.node.id())
                                .deviceIndex(1)
                                .networkCardIndex(0));

        NetworkInterface eni = described(eniId);
        assertThat(reply.attachmentId()).isEqualTo(eni.attachment().attachmentId());
        assertThat(eni.status()).isEqualTo(NetworkInterfaceStatus.IN_USE);
        assertThat(eni.attachment().status()).isEqualTo(AttachmentStatus.ATTACHED);
        assertThat(eni.attachment().instanceId()).isEqualTo(lab.node.id());
        assertThat(eni.attachment().deviceIndex()).isEqualTo(1);
        assertThat(eni.attachment().deleteOnTermination()).isFalse();
        assertThat(eni.attachment().attachTime()).isEqualTo(lab.clock.instant());
        assertThat(describedNode().networkInterfaces())
                .extracting(
                        InstanceNetworkInterface::networkInterfaceId,
                        i -> i.attachment().deviceIndex())
                .contains(tuple(eniId, 1));
    }

    @Test
    void modifiesEachAttribute() {
        String eniId = createEni();
        String attachmentId = attach(eniId);
        String group = lab.account.createSecurityGroup(lab.vpc.id(), "pods", "").id();

        ec2.modifyNetworkInterfaceAttribute(r ->
                r.networkInterfaceId(eniId)
                        .attachment(a -> a.attachmentId(attachmentId).deleteOnTermination(true)));
        ec2.modifyNetworkInterfaceAttribute(r -> r.networkInterfaceId(eniId).groups(group));
        ec2.modifyNetworkInterfaceAttribute(
                r -> r.networkInterfaceId(eniId).sourceDestCheck(c -> c.value(false)));
        ec2.modifyNetworkInterfaceAttribute(
                r -> r.networkInterfaceId(eniId).description(d -> d.value("changed")));

        NetworkInterface eni = described(eniId);
        assertThat(eni.attachment().deleteOnTermination()).isTrue();
        assertThat(eni.groups()).extracting("groupId").containsExactly(group);
        assertThat(eni.sourceDestCheck()).isFalse();
        assertThat(eni.description()).isEqualTo("changed");
    }

    @Test
    void assignsAndUnassignsAddresses() {
        String eniId = createEni();

        AssignPrivateIpAddressesResponse reply =
                ec2.assignPrivateIpAddresses(
                        r -> r.networkInterfaceId(eniId).secondaryPrivateIpAddressCount(3));
        List<String> given =
                reply.assignedPrivateIpAddresses().stream()
                        .map(AssignedPrivateIpAddress::privateIpAddress)
                        .toList();
        assertThat(given).hasSize(3).allMatch(address -> address.startsWith("10.0.1."));
        assertThat(secondaries(eniId)).containsExactlyElementsOf(given);

        ec2.unassignPrivateIpAddresses(
                r -> r.networkInterfaceId(eniId).privateIpAddresses(given.subList(0, 2)));
        assertThat(secondaries(eniId)).containsExactly(given.get(2));

        ec2.assignPrivateIpAddresses(
                r -> r.networkInterfaceId(eniId).privateIpAddresses(given.get(0)));
        assertThat(secondaries(eniId)).containsExactly(given.get(2), given.get(0));
    }

    @Test
    void assignsAndUnassignsPrefixes() {
        String eniId = createEni();

        List<String> given =
                ec2
                        .assignPrivateIpAddresses(
                                r -> r.networkInterfaceId(eniId).ipv4PrefixCount(2))
                        .assignedIpv4Prefixes()
                        .stream()
                        .map(Ipv4PrefixSpecification::ipv4Prefix)
                        .toList();
        assertThat(given).hasSize(2).allMatch(prefix -> prefix.endsWith("/28"));

        ec2.unassignPrivateIpAddresses(r -> r.networkInterfaceId(eniId).ipv4Prefixes(given.get(0)));
        assertThat(described(eniId).ipv4Prefixes())
                .extracting(Ipv4PrefixSpecification::ipv4Prefix)
                .containsExactly(given.get(1));
    }

    @Test
    void createsWithPrefixes() {
        NetworkInterface eni =
                ec2.createNetworkInterface(r -> r.subnetId(lab.subnetA.id()).ipv4PrefixCount(2))
                        .networkInterface();

        assertThat(eni.ipv4Prefixes()).hasSize(2);
        assertThat(eni.privateIpAddresses()).hasSize(1);
    }

    @Test
    void createsWithChosenAddresses() {
        NetworkInterface eni =
                ec2.createNetworkInterface(r ->
                                r.subnetId(lab.subnetA.id())
                                        .privateIpAddresses(
                                                address("10.0.1.77", true),
                                                address("10.0.1.78", false)))
                        .networkInterface();

        assertThat(eni.privateIpAddress()).isEqualTo("10.0.1.77");
        assertThat(secondaries(eni.networkInterfaceId())).containsExactly("10.0.1.78");
    }

    @Test
    void assignsAndUnassignsIpv6() {
        String eniId = createEni();

        String prefix =
                ec2.assignIpv6Addresses(r -> r.networkInterfaceId(eniId).ipv6PrefixCount(1))
                        .assignedIpv6Prefixes()
                        .getFirst();
        String address =
                ec2.assignIpv6Addresses(r -> r.networkInterfaceId(eniId).ipv6AddressCount(1))
                        .assignedIpv6Addresses()
                        .getFirst();
        assertThat(prefix).startsWith("2001:db8:0:1:").endsWith("/80");
        assertThat(described(eniId).ipv6Prefixes())
                .extracting("ipv6Prefix")
                .containsExactly(prefix);
        assertThat(described(eniId).ipv6Addresses())
                .extracting("ipv6Address")
                .containsExactly(address);

        assertThat(
                        ec2.unassignIpv6Addresses(
                                        r -> r.networkInterfaceId(eniId).ipv6Prefixes(prefix))
                                .unassignedIpv6Prefixes())
                .containsExactly(prefix);
        ec2.unassignIpv6Addresses(r -> r.networkInterfaceId(eniId).ipv6Addresses(address));
        assertThat(described(eniId).ipv6Prefixes()).isEmpty();
        assertThat(described(eniId).ipv6Addresses()).isEmpty();
    }

    @Test
    void detachesAndDeletes() {
        String eniId = createEni();
        String attachmentId = attach(eniId);

        ec2.detachNetworkInterface(r -> r.attachmentId(attachmentId).force(true));
        assertThat(described(eniId).status()).isEqualTo(NetworkInterfaceStatus.AVAILABLE);
        assertThat(described(eniId).attachment()).isNull();

        ec2.deleteNetworkInterface(r -> r.networkInterfaceId(eniId));
        assertThat(ec2.describeNetworkInterfaces().networkInterfaces())
                .extracting(NetworkInterface::networkInterfaceId)
                .doesNotContain(eniId);
    }

    @Test
    void tagsInterfacesInstancesAndSubnets() {
        String eniId = createEni();

        ec2.createTags(
                r -> r.resources(eniId, lab.node.id(), lab.subnetB.id()).tags(tag("team", "net")));

        assertThat(described(eniId).tagSet()).containsExactly(tag("team", "net"));
        assertThat(describedNode().tags()).contains(tag("team", "net"));
        assertThat(ec2.describeSubnets(r -> r.filters(filter("tag:team", "net"))).subnets())
                .extracting(Subnet::subnetId)
                .containsExactly(lab.subnetB.id());
    }

    @Test
    void describesSubnetsWithTheirFreeAddresses() {
        ec2.createNetworkInterface(r -> r.subnetId(lab.subnetB.id()).ipv4PrefixCount(1));

        List<Subnet> subnets =
                ec2.describeSubnets(r ->
                                r.filters(
                                        filter("vpc-id", lab.vpc.id()),
                                        filter("availability-zone", "us-west-2b")))
                        .subnets();

        assertThat(subnets).hasSize(1);
        assertThat(subnets.getFirst().subnetId()).isEqualTo(lab.subnetB.id());
        assertThat(subnets.getFirst().cidrBlock()).isEqualTo("10.0.2.0/24");
        assertThat(subnets.getFirst().availableIpAddressCount()).isEqualTo(256 - 5 - 17);
    }

    @Test
    void describesAnInstance() {
        Instance node = describedNode();

        assertThat(node.state().nameAsString()).isEqualTo("running");
        assertThat(node.instanceTypeAsString()).isEqualTo("m5.large");
        assertThat(node.privateIpAddress()).isEqualTo(lab.node.privateIp().toString());
        assertThat(node.placement().availabilityZone()).isEqualTo("us-west-2a");
        assertThat(node.networkInterfaces()).hasSize(1);
        assertThat(node.networkInterfaces().getFirst().attachment().deviceIndex()).isZero();
        assertThat(node.networkInterfaces().getFirst().attachment().deleteOnTermination()).isTrue();
    }

    @Test
    void describesGroupsAndVpcs() {
        assertThat(
                        ec2.describeSecurityGroups(r -> r.filters(filter("vpc-id", lab.vpc.id())))
                                .securityGroups())
                .extracting("groupName")
                .containsExactly("default");
        assertThat(ec2.describeVpcs(r -> r.vpcIds(lab.vpc.id())).vpcs())
                .extracting("cidrBlock")
                .containsExactly("10.0.0.0/16");
    }

    @Test
    void describesInstanceTypesWithTheirLimits() {
        InstanceTypeInfo one =
                ec2.describeInstanceTypes(r -> r.instanceTypesWithStrings("c5.4xlarge"))
                        .instanceTypes()
                        .getFirst();
        InstanceTypeInfo many =
                ec2.describeInstanceTypes(r -> r.instanceTypesWithStrings("p4d.24xlarge"))
                        .instanceTypes()
                        .getFirst();

        assertThat(one.networkInfo().maximumNetworkInterfaces()).isEqualTo(8);
        assertThat(one.networkInfo().ipv4AddressesPerInterface()).isEqualTo(30);
        assertThat(one.hypervisorAsString()).isEqualTo("nitro");
        assertThat(one.bareMetal()).isFalse();
        assertThat(one.processorInfo().supportedArchitecturesAsStrings()).containsExactly("x86_64");
        assertThat(many.networkInfo().maximumNetworkCards()).isEqualTo(4);
        assertThat(many.networkInfo().networkCards())
                .extracting("maximumNetworkInterfaces")
                .containsExactly(15, 15, 15, 15);
    }

    private String createEni() {
        return ec2.createNetworkInterface(r -> r.subnetId(lab.subnetA.id()))
                .networkInterface()
                .networkInterfaceId();
    }

    private String attach(String eniId) {
        return ec2.attachNetworkInterface(
                        r -> r.networkInterfaceId(eniId).instanceId(lab.node.id()).deviceIndex(1))
                .attachmentId();
    }

    private NetworkInterface described(String eniId) {
        return ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds(eniId))
                .networkInterfaces()
                .getFirst();
    }

    private Instance describedNode() {
        return ec2.describeInstances(r -> r.instanceIds(lab.node.id()))
                .reservations()
                .getFirst()
                .instances()
                .getFirst();
    }

    private List<String> secondaries(String eniId) {
        return described(eniId).privateIpAddresses().stream()
                .filter(address -> !address.primary())
                .map(NetworkInterfacePrivateIpAddress::privateIpAddress)
                .toList();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private static PrivateIpAddressSpecification address(String address, boolean primary) {
        return PrivateIpAddressSpecification.builder()
                .privateIpAddress(address)
                .primary(primary)
                .build();
    }
}
