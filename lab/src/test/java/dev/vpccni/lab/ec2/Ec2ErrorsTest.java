package dev.vpccni.lab.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vpccni.inet.IpPrefix;
import dev.vpccni.lab.account.CreateEni;
import dev.vpccni.lab.account.LaunchSpec;
import dev.vpccni.lab.account.Subnet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/// Every refusal through the real SDK: code, status and the sentence that clients look into.
class Ec2ErrorsTest {
    private static final String NO_ENI = "eni-0123456789abcdef0";

    private final Ec2Fixture lab = new Ec2Fixture();
    private final Ec2Client ec2 = lab.ec2;

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void namesTheInterfacesThatDoNotExist() {
        refused(
                "InvalidNetworkInterfaceID.NotFound",
                "The networkInterface ID '" + NO_ENI + "' does not exist",
                () ->
                        ec2.describeNetworkInterfaces(
                                r -> r.networkInterfaceIds(lab.node.primaryEniId(), NO_ENI)));
        refused(
                "InvalidNetworkInterfaceID.NotFound",
                "The networkInterface IDs '" + NO_ENI + ", eni-0a' do not exist",
                () -> ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds(NO_ENI, "eni-0a")));
        refused(
                "InvalidNetworkInterfaceID.NotFound",
                "does not exist",
                () -> ec2.deleteNetworkInterface(r -> r.networkInterfaceId(NO_ENI)));
    }

    @Test
    void refusesMalformedIds() {
        refused(
                "InvalidNetworkInterfaceID.Malformed",
                "Invalid id: \"eni-xyz\"",
                () -> ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds("eni-xyz")));
        refused(
                "InvalidInstanceID.Malformed",
                "Invalid id: \"node\"",
                () -> ec2.describeInstances(r -> r.instanceIds("node")));
    }

    @Test
    void refusesUnknownSubnetsGroupsInstancesAttachmentsAndTypes() {
        String eni = create();
        refused(
                "InvalidSubnetID.NotFound",
                "The subnet ID 'subnet-0a' does not exist",
                () -> ec2.createNetworkInterface(r -> r.subnetId("subnet-0a")));
        refused(
                "InvalidSecurityGroupID.NotFound",
                "The security group 'sg-0a' does not exist",
                () ->
                        ec2.createNetworkInterface(
                                r -> r.subnetId(lab.subnetA.id()).groups("sg-0a")));
        refused(
                "InvalidGroup.NotFound",
                "The security group 'sg-0a' does not exist",
                () -> ec2.describeSecurityGroups(r -> r.groupIds("sg-0a")));
        refused(
                "InvalidInstanceID.NotFound",
                "The instance ID 'i-0a' does not exist",
                () ->
                        ec2.attachNetworkInterface(
                                r -> r.networkInterfaceId(eni).instanceId("i-0a").deviceIndex(1)));
        refused(
                "InvalidAttachmentID.NotFound",
                "eni-attach-0a",
                () -> ec2.detachNetworkInterface(r -> r.attachmentId("eni-attach-0a")));
        refused(
                "InvalidInstanceType",
                "The following supplied instance types do not exist: [m9.huge]",
                () -> ec2.describeInstanceTypes(r -> r.instanceTypesWithStrings("m9.huge")));
    }

    @Test
    void limitsTheInterfacesOfAType() {
        attach(create(), 1);
        attach(create(), 2);
        String third = create();

        refused(
                "AttachmentLimitExceeded",
                "Interface count 4 exceeds the limit for m5.large",
                () -> attach(third, 3));
    }

    @Test
    void refusesADeviceIndexThatIsTaken() {
        attach(create(), 1);
        String second = create();

        refused(
                "InvalidParameterValue",
                "already has an interface attached at device index '1'.",
                () -> attach(second, 1));
    }

    @Test
    void refusesAnAttachmentAcrossZonesAndASecondOne() {
        String elsewhere =
                ec2.createNetworkInterface(r -> r.subnetId(lab.subnetB.id()))
                        .networkInterface()
                        .networkInterfaceId();
        refused(
                "InvalidParameterCombination",
                "not in the same availability zone",
                () -> attach(elsewhere, 1));

        String eni = create();
        attach(eni, 1);
        refused(
                "InvalidNetworkInterface.InUse",
                "Interface: [" + eni + "] in use.",
                () -> attach(eni, 2));
    }

    @Test
    void refusesToDetachThePrimaryAndToDeleteWhatIsInUse() {
        String primaryAttachment =
                lab.account.snapshot().enis().getFirst().attached().orElseThrow().id();
        refused(
                "OperationNotPermitted",
                "device index 0 cannot be detached",
                () -> ec2.detachNetworkInterface(r -> r.attachmentId(primaryAttachment)));
        refused(
                "InvalidParameterValue",
                "is currently in use.",
                () ->
                        ec2.deleteNetworkInterface(
                                r -> r.networkInterfaceId(lab.node.primaryEniId())));
    }

    @Test
    void limitsTheAddressesOfAType() {
        String primary = lab.node.primaryEniId();
        ec2.assignPrivateIpAddresses(
                r -> r.networkInterfaceId(primary).secondaryPrivateIpAddressCount(8));

        refused(
                "PrivateIpAddressLimitExceeded",
                "Number of private addresses will exceed limit.",
                () ->
                        ec2.assignPrivateIpAddresses(r ->
                                r.networkInterfaceId(primary).secondaryPrivateIpAddressCount(2)));
        refused(
                "PrivateIpAddressLimitExceeded",
                "Number of private addresses will exceed limit.",
                () ->
                        ec2.assignPrivateIpAddresses(
                                r -> r.networkInterfaceId(primary).ipv4PrefixCount(2)));
        ec2.assignPrivateIpAddresses(
                r -> r.networkInterfaceId(primary).secondaryPrivateIpAddressCount(1));
    }

    @Test
    void refusesAnInterfaceThatIsTooFullForTheType() {
        String full =
                ec2.createNetworkInterface(r ->
                                r.subnetId(lab.subnetA.id()).secondaryPrivateIpAddressCount(10))
                        .networkInterface()
                        .networkInterfaceId();

        refused("PrivateIpAddressLimitExceeded", "will exceed limit", () -> attach(full, 1));
    }

    @Test
    void saysThatASubnetIsExhausted() {
        Subnet small =
                lab.account.createSubnet(lab.vpc.id(), IpPrefix.parse("10.0.9.0/28"), "us-west-2a");
        String eni =
                ec2.createNetworkInterface(r -> r.subnetId(small.id()))
                        .networkInterface()
                        .networkInterfaceId();

        refused(
                "InsufficientFreeAddressesInSubnet",
                "The specified subnet does not have enough free addresses to satisfy the request.",
                () ->
                        ec2.assignPrivateIpAddresses(
                                r -> r.networkInterfaceId(eni).secondaryPrivateIpAddressCount(11)));
        refused(
                "InsufficientCidrBlocks",
                "The specified subnet does not have enough free cidr blocks to satisfy the request.",
                () ->
                        ec2.assignPrivateIpAddresses(
                                r -> r.networkInterfaceId(eni).ipv4PrefixCount(1)));
    }

    @Test
    void refusesAddressesThatAreNotTheInterfacesOwn() {
        String eni = create();
        String primary =
                lab.account
                        .ec2()
                        .createNetworkInterface(CreateEni.in(lab.subnetA.id()), "other")
                        .addresses()
                        .primary()
                        .toString();
        String own =
                ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds(eni))
                        .networkInterfaces()
                        .getFirst()
                        .privateIpAddress();

        refused(
                "InvalidParameterValue",
                "Some of the specified addresses are not assigned to interface " + eni,
                () ->
                        ec2.unassignPrivateIpAddresses(
                                r -> r.networkInterfaceId(eni).privateIpAddresses(primary)));
        refused(
                "InvalidParameterValue",
                "The primary IP address of an interface cannot be unassigned.",
                () ->
                        ec2.unassignPrivateIpAddresses(
                                r -> r.networkInterfaceId(eni).privateIpAddresses(own)));
        refused(
                "InvalidParameterValue",
                "[" + primary + "] assigned, but move is not allowed.",
                () ->
                        ec2.assignPrivateIpAddresses(
                                r -> r.networkInterfaceId(eni).privateIpAddresses(primary)));
        refused(
                "InvalidIPAddress.InUse",
                "Address " + primary + " is in use.",
                () ->
                        ec2.createNetworkInterface(
                                r -> r.subnetId(lab.subnetA.id()).privateIpAddress(primary)));
    }

    @Test
    void refusesReservedAndForeignAddresses() {
        String eni = create();

        refused(
                "InvalidParameterValue",
                "Address 10.0.1.1 is in subnet's reserved address range",
                () ->
                        ec2.assignPrivateIpAddresses(
                                r -> r.networkInterfaceId(eni).privateIpAddresses("10.0.1.1")));
        refused(
                "InvalidParameterValue",
                "Address 10.0.2.9 does not fall within the subnet's address range",
                () ->
                        ec2.assignPrivateIpAddresses(
                                r -> r.networkInterfaceId(eni).privateIpAddresses("10.0.2.9")));
    }

    @Test
    void refusesCombinationsThatMakeNoSense() {
        String eni = create();

        refused(
                "InvalidParameterCombination",
                "Only one of",
                () ->
                        ec2.assignPrivateIpAddresses(r ->
                                r.networkInterfaceId(eni)
                                        .secondaryPrivateIpAddressCount(1)
                                        .ipv4PrefixCount(1)));
        refused(
                "MissingParameter",
                "must contain",
                () -> ec2.assignPrivateIpAddresses(r -> r.networkInterfaceId(eni)));
        refused(
                "InvalidParameterCombination",
                "No attributes specified.",
                () -> ec2.modifyNetworkInterfaceAttribute(r -> r.networkInterfaceId(eni)));
        refused(
                "InvalidParameterCombination",
                "Fields for multiple attribute types specified.",
                () ->
                        ec2.modifyNetworkInterfaceAttribute(r ->
                                r.networkInterfaceId(eni)
                                        .description(d -> d.value("x"))
                                        .sourceDestCheck(c -> c.value(false))));
        refused(
                "UnsupportedOperation",
                "AllowReassignment",
                () ->
                        ec2.assignPrivateIpAddresses(r ->
                                r.networkInterfaceId(eni)
                                        .privateIpAddresses("10.0.1.9")
                                        .allowReassignment(true)));
    }

    @Test
    void refusesPrefixesOnXen() {
        String xen =
                lab.account
                        .launchInstance(LaunchSpec.of("old", "m4.large", lab.subnetA.id()))
                        .primaryEniId();

        refused(
                "UnsupportedOperation",
                "m4.large does not support prefixes",
                () ->
                        ec2.assignPrivateIpAddresses(
                                r -> r.networkInterfaceId(xen).ipv4PrefixCount(1)));
    }

    @Test
    void refusesIpv6WhereTheSubnetHasNone() {
        refused(
                "InvalidParameterValue",
                "does not have an IPv6 CIDR block",
                () ->
                        ec2.createNetworkInterface(
                                r -> r.subnetId(lab.subnetB.id()).ipv6AddressCount(1)));
    }

    @Test
    void refusesTagsThatEc2Reserves() {
        String eni = create();
        Tag reserved = Tag.builder().key("aws:x").value("1").build();

        refused(
                "InvalidParameterValue",
                "Tag keys starting with 'aws:' are reserved for internal use",
                () -> ec2.createTags(r -> r.resources(eni).tags(reserved)));
        refused(
                "InvalidID",
                "The ID 'vol-0a' is not valid",
                () ->
                        ec2.createTags(r ->
                                r.resources("vol-0a")
                                        .tags(Tag.builder().key("a").value("b").build())));
        refused(
                "InvalidParameterValue",
                "'instance' is not a valid taggable resource type",
                () ->
                        ec2.createNetworkInterface(r ->
                                r.subnetId(lab.subnetA.id())
                                        .tagSpecifications(
                                                TagSpecification.builder()
                                                        .resourceType(ResourceType.INSTANCE)
                                                        .tags(
                                                                List.of(
                                                                        Tag.builder()
                                                                                .key("a")
                                                                                .value("b")
                                                                                .build()))
                                                        .build())));
    }

    @Test
    void tellsTheSameTokenWithOtherArgumentsApart() {
        String first =
                ec2.createNetworkInterface(r -> r.subnetId(lab.subnetA.id()).clientToken("t"))
                        .networkInterface()
                        .networkInterfaceId();
        String again =
                ec2.createNetworkInterface(r -> r.subnetId(lab.subnetA.id()).clientToken("t"))
                        .networkInterface()
                        .networkInterfaceId();

        assertThat(again).isEqualTo(first);
        refused(
                "IdempotentParameterMismatch",
                "inconsistent with arguments",
                () ->
                        ec2.createNetworkInterface(
                                r -> r.subnetId(lab.subnetB.id()).clientToken("t")));
    }

    @Test
    void refusesToAttachToAnInstanceThatIsGone() {
        String eni = create();
        lab.account.terminateInstance(lab.node.id());

        refused("IncorrectState", "not in a valid state", () -> attach(eni, 1));
    }

    private String create() {
        return ec2.createNetworkInterface(r -> r.subnetId(lab.subnetA.id()))
                .networkInterface()
                .networkInterfaceId();
    }

    private void attach(String eniId, int index) {
        ec2.attachNetworkInterface(
                r -> r.networkInterfaceId(eniId).instanceId(lab.node.id()).deviceIndex(index));
    }

    private static void refused(String code, String sentence, Runnable call) {
        Ec2Exception error = catchThrowableOfType(Ec2Exception.class, call::run);
        assertThat(error).as(code).isNotNull();
        assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(error.awsErrorDetails().errorMessage()).contains(sentence);
        assertThat(error.statusCode()).isEqualTo(400);
        assertThat(error.requestId()).isNotBlank();
    }
}
