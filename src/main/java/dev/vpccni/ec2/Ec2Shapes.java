package dev.vpccni.ec2;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.InstanceId;
import dev.vpccni.ipam.SecurityGroupId;
import dev.vpccni.ipam.SubnetId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.ConnectionTrackingConfiguration;
import software.amazon.awssdk.services.ec2.model.ConnectionTrackingSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.Ipv4PrefixSpecification;
import software.amazon.awssdk.services.ec2.model.NetworkInfo;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.Tag;

/// Between the SDK's shapes and our records. The SDK leaves out by null what EC2 leaves out.
final class Ec2Shapes {
    private Ec2Shapes() {}

    static NetworkInterface networkInterface(
            software.amazon.awssdk.services.ec2.model.NetworkInterface shape) {
        return new NetworkInterface(
                new EniId(shape.networkInterfaceId()),
                MacAddress.parse(shape.macAddress()),
                new SubnetId(shape.subnetId()),
                shape.privateIpAddress() == null ? null : IpAddress.parse(shape.privateIpAddress()),
                secondaries(shape),
                prefixes(shape.ipv4Prefixes()),
                shape.ipv6Addresses().stream()
                        .map(address -> IpAddress.parse(address.ipv6Address()))
                        .toList(),
                shape.ipv6Prefixes().stream()
                        .map(prefix -> IpPrefix.parse(prefix.ipv6Prefix()))
                        .toList(),
                shape.groups().stream().map(group -> new SecurityGroupId(group.groupId())).toList(),
                attachment(shape.attachment()),
                tags(shape.tagSet()),
                orEmpty(shape.statusAsString()),
                orEmpty(shape.interfaceTypeAsString()),
                orEmpty(shape.description()),
                tracking(shape.connectionTrackingConfiguration()));
    }

    static Subnet subnet(software.amazon.awssdk.services.ec2.model.Subnet shape) {
        List<IpPrefix> cidrs = new ArrayList<>();
        if (shape.cidrBlock() != null) {
            cidrs.add(IpPrefix.parse(shape.cidrBlock()));
        }
        shape.ipv6CidrBlockAssociationSet()
                .forEach(block -> cidrs.add(IpPrefix.parse(block.ipv6CidrBlock())));
        return new Subnet(
                new SubnetId(shape.subnetId()),
                orEmpty(shape.availabilityZone()),
                cidrs,
                orZero(shape.availableIpAddressCount()),
                tags(shape.tags()));
    }

    /// The limits of the default network card; EC2's own total counts the ENIs of all cards together (W42).
    static InstanceLimits limits(InstanceTypeInfo shape) {
        NetworkInfo network = shape.networkInfo();
        int defaultCard = orZero(network.defaultNetworkCardIndex());
        int enis =
                network.networkCards().stream()
                        .filter(card -> orZero(card.networkCardIndex()) == defaultCard)
                        .map(card -> orZero(card.maximumNetworkInterfaces()))
                        .findFirst()
                        .orElse(orZero(network.maximumNetworkInterfaces()));
        return new InstanceLimits(
                shape.instanceTypeAsString(),
                enis,
                orZero(network.ipv4AddressesPerInterface()),
                InstanceTypes.hypervisor(shape.hypervisorAsString()),
                Boolean.TRUE.equals(shape.bareMetal()));
    }

    static List<IpPrefix> prefixes(List<Ipv4PrefixSpecification> shapes) {
        return shapes.stream().map(prefix -> IpPrefix.parse(prefix.ipv4Prefix())).toList();
    }

    static List<Tag> tagList(Map<String, String> tags) {
        return tags.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    static List<Filter> filters(InterfaceQuery query) {
        return query.filters().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry ->
                        Filter.builder().name(entry.getKey()).values(entry.getValue()).build())
                .toList();
    }

    /// Null when there is nothing to send.
    static @Nullable ConnectionTrackingSpecificationRequest tracking(ConnectionTracking tracking) {
        if (tracking.isDefault()) {
            return null;
        }
        return ConnectionTrackingSpecificationRequest.builder()
                .tcpEstablishedTimeout(tracking.tcpEstablishedSeconds())
                .udpStreamTimeout(tracking.udpStreamSeconds())
                .udpTimeout(tracking.udpSeconds())
                .build();
    }

    private static ConnectionTracking tracking(@Nullable ConnectionTrackingConfiguration shape) {
        return shape == null
                ? ConnectionTracking.DEFAULTS
                : new ConnectionTracking(
                        shape.tcpEstablishedTimeout(),
                        shape.udpStreamTimeout(),
                        shape.udpTimeout());
    }

    private static List<IpAddress> secondaries(
            software.amazon.awssdk.services.ec2.model.NetworkInterface shape) {
        return shape.privateIpAddresses().stream()
                .filter(address -> !Boolean.TRUE.equals(address.primary()))
                .map(NetworkInterfacePrivateIpAddress::privateIpAddress)
                .map(IpAddress::parse)
                .toList();
    }

    private static @Nullable InterfaceAttachment attachment(
            @Nullable NetworkInterfaceAttachment shape) {
        if (shape == null || shape.attachmentId() == null) {
            return null;
        }
        return new InterfaceAttachment(
                new AttachmentId(shape.attachmentId()),
                shape.instanceId() == null ? null : new InstanceId(shape.instanceId()),
                orZero(shape.deviceIndex()),
                orZero(shape.networkCardIndex()),
                Boolean.TRUE.equals(shape.deleteOnTermination()));
    }

    private static Map<String, String> tags(List<Tag> shapes) {
        Map<String, String> tags = new HashMap<>();
        shapes.forEach(tag -> tags.put(tag.key(), orEmpty(tag.value())));
        return tags;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static int orZero(@Nullable Integer number) {
        return number == null ? 0 : number;
    }
}
