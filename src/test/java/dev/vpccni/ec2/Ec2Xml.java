package dev.vpccni.ec2;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.InstanceId;
import dev.vpccni.ipam.SecurityGroupId;
import dev.vpccni.ipam.SubnetId;
import java.util.List;
import java.util.Map;

/// One ENI as EC2 writes it, and the record that it must become.
final class Ec2Xml {
    static final NetworkInterface ATTACHED =
            new NetworkInterface(
                    new EniId("eni-1"),
                    MacAddress.parse("02:00:00:00:00:01"),
                    new SubnetId("subnet-1"),
                    IpAddress.parse("10.0.1.10"),
                    List.of(IpAddress.parse("10.0.1.11"), IpAddress.parse("10.0.1.12")),
                    List.of(IpPrefix.parse("10.0.1.32/28")),
                    List.of(IpAddress.parse("2001:db8::5")),
                    List.of(IpPrefix.parse("2001:db8:0:1::/80")),
                    List.of(new SecurityGroupId("sg-1"), new SecurityGroupId("sg-2")),
                    new InterfaceAttachment(
                            new AttachmentId("eni-attach-1"), new InstanceId("i-1"), 2, 1, true),
                    Map.of("node.k8s.amazonaws.com/instance_id", "i-1", "empty", ""),
                    "in-use",
                    "interface",
                    "aws-K8S-i-1",
                    new ConnectionTracking(432000, null, 30));

    static final String ATTACHED_XML =
            """
            <networkInterfaceId>eni-1</networkInterfaceId><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId>
            <availabilityZone>eu-west-1a</availabilityZone><description>aws-K8S-i-1</description>
            <ownerId>111122223333</ownerId><status>in-use</status><macAddress>02:00:00:00:00:01</macAddress>
            <privateIpAddress>10.0.1.10</privateIpAddress><interfaceType>interface</interfaceType>
            <groupSet><item><groupId>sg-1</groupId></item><item><groupId>sg-2</groupId></item></groupSet>
            <attachment><attachmentId>eni-attach-1</attachmentId><instanceId>i-1</instanceId>
            <deviceIndex>2</deviceIndex><networkCardIndex>1</networkCardIndex><status>attached</status>
            <deleteOnTermination>true</deleteOnTermination></attachment>
            <connectionTrackingConfiguration><tcpEstablishedTimeout>432000</tcpEstablishedTimeout>
            <udpTimeout>30</udpTimeout></connectionTrackingConfiguration>
            <tagSet><item><key>node.k8s.amazonaws.com/instance_id</key><value>i-1</value></item>
            <item><key>empty</key><value></value></item></tagSet>
            <privateIpAddressesSet>
            <item><privateIpAddress>10.0.1.10</privateIpAddress><primary>true</primary></item>
            <item><privateIpAddress>10.0.1.11</privateIpAddress><primary>false</primary></item>
            <item><privateIpAddress>10.0.1.12</privateIpAddress><primary>false</primary></item>
            </privateIpAddressesSet>
            <ipv4PrefixSet><item><ipv4Prefix>10.0.1.32/28</ipv4Prefix></item></ipv4PrefixSet>
            <ipv6AddressesSet><item><ipv6Address>2001:db8::5</ipv6Address></item></ipv6AddressesSet>
            <ipv6PrefixSet><item><ipv6Prefix>2001:db8:0:1::/80</ipv6Prefix></item></ipv6PrefixSet>
            """;

    /// An ENI without anything that EC2 may leave out.
    static final String BARE_XML =
            "<networkInterfaceId>eni-2</networkInterfaceId><subnetId>subnet-1</subnetId>"
                    + "<macAddress>02:00:00:00:00:02</macAddress><status>available</status>";

    private Ec2Xml() {}
}
