package dev.vpccni.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vpccni.ec2.Ec2Failure.Kind;
import dev.vpccni.ec2.InstanceLimits.Hypervisor;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.InstanceId;
import dev.vpccni.ipam.SecurityGroupId;
import dev.vpccni.ipam.SubnetId;
import dev.vpccni.ipam.VpcId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsEc2Test {
    private static final CallBudget WARM_UP = CallBudget.warmUp();
    private static final EniId ENI = new EniId("eni-1");
    private static final InstanceId INSTANCE = new InstanceId("i-1");
    private static final AttachmentId ATTACHMENT = new AttachmentId("eni-attach-1");
    private static final CreateInterface CREATE =
            new CreateInterface(
                    INSTANCE,
                    new SubnetId("subnet-1"),
                    List.of(new SecurityGroupId("sg-1"), new SecurityGroupId("sg-2")),
                    9,
                    0,
                    Map.of("owner", "me", "node", "i-1"),
                    "token-1",
                    new ConnectionTracking(432000, null, 30));

    @RegisterExtension
    final TestProperties properties =
            new TestProperties(
                    Map.of("aws.accessKeyId", "AKIDTEST", "aws.secretAccessKey", "secret"));

    private final QueryServer server = new QueryServer();
    private final ManualClock clock = new ManualClock();
    private final RecordedCalls listener = new RecordedCalls();
    private final AwsEc2 ec2 = connect(server.uri(), Duration.ofSeconds(10));

    @AfterEach
    void close() {
        ec2.close();
        server.close();
    }

    @Test
    void createsAnEniInOneCallAndReadsItFromTheReply() {
        server.answer(
                "CreateNetworkInterface",
                "<networkInterface>" + Ec2Xml.ATTACHED_XML + "</networkInterface>");

        NetworkInterface created = ec2.create(CREATE, WARM_UP);

        assertThat(created).isEqualTo(Ec2Xml.ATTACHED);
        assertThat(server.onlyRequest())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.ofEntries(
                                Map.entry("Action", "CreateNetworkInterface"),
                                Map.entry("Version", "2016-11-15"),
                                Map.entry("SubnetId", "subnet-1"),
                                Map.entry("Description", "aws-K8S-i-1"),
                                Map.entry("ClientToken", "token-1"),
                                Map.entry("SecurityGroupId.1", "sg-1"),
                                Map.entry("SecurityGroupId.2", "sg-2"),
                                Map.entry("SecondaryPrivateIpAddressCount", "9"),
                                Map.entry(
                                        "ConnectionTrackingSpecification.TcpEstablishedTimeout",
                                        "432000"),
                                Map.entry("ConnectionTrackingSpecification.UdpTimeout", "30"),
                                Map.entry("TagSpecification.1.ResourceType", "network-interface"),
                                Map.entry("TagSpecification.1.Tag.1.Key", "node"),
                                Map.entry("TagSpecification.1.Tag.1.Value", "i-1"),
                                Map.entry("TagSpecification.1.Tag.2.Key", "owner"),
                                Map.entry("TagSpecification.1.Tag.2.Value", "me")));
    }

    @Test
    void createsAnEniWithPrefixesInstead() {
        server.answer(
                "CreateNetworkInterface",
                "<networkInterface>" + Ec2Xml.ATTACHED_XML + "</networkInterface>");

        ec2.create(
                new CreateInterface(
                        INSTANCE,
                        new SubnetId("subnet-1"),
                        List.of(),
                        0,
                        2,
                        Map.of(),
                        "token-2",
                        ConnectionTracking.DEFAULTS),
                WARM_UP);

        assertThat(server.onlyRequest())
                .containsEntry("Ipv4PrefixCount", "2")
                .doesNotContainKey("SecondaryPrivateIpAddressCount")
                .allSatisfy(
                        (name, value) -> assertThat(name).doesNotStartWith("ConnectionTracking"));
    }

    @Test
    void repeatsALostCreationWithTheSameToken() {
        server.drop()
                .error(500, "InternalError", "An internal error has occurred")
                .answer(
                        "CreateNetworkInterface",
                        "<networkInterface>" + Ec2Xml.ATTACHED_XML + "</networkInterface>");

        NetworkInterface created = ec2.create(CREATE, WARM_UP);

        assertThat(created.id()).isEqualTo(ENI);
        assertThat(server.requests()).hasSize(3);
        assertThat(server.requests())
                .allSatisfy(it -> assertThat(it).containsEntry("ClientToken", "token-1"));
    }

    @Test
    void attachesAtAPlaceOnACard() {
        server.answer("AttachNetworkInterface", "<attachmentId>eni-attach-1</attachmentId>");

        assertThat(ec2.attach(ENI, INSTANCE, new DeviceSlot(1, 2), WARM_UP)).isEqualTo(ATTACHMENT);
        assertThat(server.onlyRequest())
                .containsEntry("Action", "AttachNetworkInterface")
                .containsEntry("NetworkInterfaceId", "eni-1")
                .containsEntry("InstanceId", "i-1")
                .containsEntry("DeviceIndex", "2")
                .containsEntry("NetworkCardIndex", "1");
    }

    @Test
    void bindsAnEniToTheEndOfItsInstance() {
        server.answer("ModifyNetworkInterfaceAttribute", "<return>true</return>");

        ec2.deleteOnTermination(ENI, ATTACHMENT, WARM_UP);

        assertThat(server.onlyRequest())
                .containsEntry("Action", "ModifyNetworkInterfaceAttribute")
                .containsEntry("NetworkInterfaceId", "eni-1")
                .containsEntry("Attachment.AttachmentId", "eni-attach-1")
                .containsEntry("Attachment.DeleteOnTermination", "true");
    }

    @Test
    void detachesAndTakesOneThatIsGoneForDone() {
        server.answer("DetachNetworkInterface", "<return>true</return>")
                .error(400, "InvalidAttachmentID.NotFound", "gone");

        ec2.detach(ATTACHMENT, WARM_UP);
        ec2.detach(ATTACHMENT, WARM_UP);

        assertThat(server.requests())
                .hasSize(2)
                .allSatisfy(it -> assertThat(it).containsEntry("AttachmentId", "eni-attach-1"));
    }

    @Test
    void deletesOnceTheDetachHasEndedAndTakesOneThatIsGoneForDone() {
        server.error(400, "InvalidNetworkInterface.InUse", "detaching")
                .answer("DeleteNetworkInterface", "<return>true</return>")
                .error(400, "InvalidNetworkInterfaceID.NotFound", "gone");

        ec2.delete(ENI, CallBudget.cleanUp());
        ec2.delete(ENI, CallBudget.cleanUp());

        assertThat(server.requests())
                .hasSize(3)
                .allSatisfy(it -> assertThat(it).containsEntry("NetworkInterfaceId", "eni-1"));
    }

    @Test
    void assignsAddressesAndReadsThemFromTheReply() {
        server.answer(
                "AssignPrivateIpAddresses",
                "<networkInterfaceId>eni-1</networkInterfaceId><assignedPrivateIpAddressesSet>"
                        + "<item><privateIpAddress>10.0.1.20</privateIpAddress></item>"
                        + "<item><privateIpAddress>10.0.1.21</privateIpAddress></item>"
                        + "</assignedPrivateIpAddressesSet>");

        List<IpAddress> assigned = ec2.assignAddresses(ENI, 2, WARM_UP);

        assertThat(assigned)
                .containsExactly(IpAddress.parse("10.0.1.20"), IpAddress.parse("10.0.1.21"));
        assertThat(server.onlyRequest())
                .containsEntry("Action", "AssignPrivateIpAddresses")
                .containsEntry("NetworkInterfaceId", "eni-1")
                .containsEntry("SecondaryPrivateIpAddressCount", "2")
                .doesNotContainKey("Ipv4PrefixCount");
    }

    @Test
    void assignsPrefixesAndReadsThemFromTheReply() {
        server.answer(
                "AssignPrivateIpAddresses",
                "<networkInterfaceId>eni-1</networkInterfaceId><assignedIpv4PrefixSet>"
                        + "<item><ipv4Prefix>10.0.1.48/28</ipv4Prefix></item></assignedIpv4PrefixSet>");

        assertThat(ec2.assignPrefixes(ENI, 1, WARM_UP))
                .containsExactly(IpPrefix.parse("10.0.1.48/28"));
        assertThat(server.onlyRequest())
                .containsEntry("Ipv4PrefixCount", "1")
                .doesNotContainKey("SecondaryPrivateIpAddressCount");
    }

    @Test
    void asksForNoAddressesByMistakeOnly() {
        assertThatThrownBy(() -> ec2.assignAddresses(ENI, 0, WARM_UP))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void unassignsAddressesAndPrefixes() {
        server.answer("UnassignPrivateIpAddresses", "<return>true</return>")
                .answer("UnassignPrivateIpAddresses", "<return>true</return>");

        ec2.unassignAddresses(
                ENI,
                List.of(IpAddress.parse("10.0.1.20"), IpAddress.parse("10.0.1.21")),
                CallBudget.cleanUp());
        ec2.unassignPrefixes(ENI, List.of(IpPrefix.parse("10.0.1.48/28")), CallBudget.cleanUp());

        assertThat(server.requests().get(0))
                .containsEntry("PrivateIpAddress.1", "10.0.1.20")
                .containsEntry("PrivateIpAddress.2", "10.0.1.21");
        assertThat(server.requests().get(1)).containsEntry("Ipv4Prefix.1", "10.0.1.48/28");
    }

    @Test
    void makesNoCallWhenThereIsNothingToDo() {
        ec2.unassignAddresses(ENI, List.of(), WARM_UP);
        ec2.unassignPrefixes(ENI, List.of(), WARM_UP);
        ec2.tag(ENI, Map.of(), WARM_UP);

        assertThat(server.requests()).isEmpty();
    }

    @Test
    void tagsAnEni() {
        server.answer("CreateTags", "<return>true</return>");

        ec2.tag(ENI, Map.of("a", "1", "b", "2"), WARM_UP);

        assertThat(server.onlyRequest())
                .containsEntry("ResourceId.1", "eni-1")
                .containsEntry("Tag.1.Key", "a")
                .containsEntry("Tag.1.Value", "1")
                .containsEntry("Tag.2.Key", "b")
                .containsEntry("Tag.2.Value", "2");
    }

    @Test
    void replacesTheSecurityGroups() {
        server.answer("ModifyNetworkInterfaceAttribute", "<return>true</return>");

        ec2.setSecurityGroups(ENI, List.of(new SecurityGroupId("sg-9")), WARM_UP);

        assertThat(server.onlyRequest())
                .containsEntry("NetworkInterfaceId", "eni-1")
                .containsEntry("SecurityGroupId.1", "sg-9");
    }

    @Test
    void readsAllPagesOfEnisByFilter() {
        server.answer(
                        "DescribeNetworkInterfaces",
                        "<networkInterfaceSet><item>"
                                + Ec2Xml.ATTACHED_XML
                                + "</item></networkInterfaceSet><nextToken>page-2</nextToken>")
                .answer(
                        "DescribeNetworkInterfaces",
                        "<networkInterfaceSet><item>"
                                + Ec2Xml.BARE_XML
                                + "</item></networkInterfaceSet>");

        List<NetworkInterface> found =
                ec2.interfaces(InterfaceQuery.ids(List.of(new EniId("eni-2"), ENI)), WARM_UP);

        assertThat(found).extracting(NetworkInterface::id).containsExactly(ENI, new EniId("eni-2"));
        assertThat(found.getFirst()).isEqualTo(Ec2Xml.ATTACHED);
        assertThat(found.getLast().attachment()).isNull();
        assertThat(found.getLast().primary()).isNull();
        assertThat(server.requests().get(0))
                .containsEntry("Filter.1.Name", "network-interface-id")
                .containsEntry("Filter.1.Value.1", "eni-1")
                .containsEntry("Filter.1.Value.2", "eni-2")
                .containsEntry("MaxResults", "1000")
                .doesNotContainKey("NextToken");
        assertThat(server.requests().get(1)).containsEntry("NextToken", "page-2");
    }

    @Test
    void looksForLeftoversOfItsClusterOnly() {
        server.answer("DescribeNetworkInterfaces", "<networkInterfaceSet/>");

        assertThat(
                        ec2.interfaces(
                                InterfaceQuery.leftovers(new VpcId("vpc-1"), "blue"),
                                CallBudget.cleanUp()))
                .isEmpty();
        assertThat(server.onlyRequest())
                .containsEntry("Filter.1.Name", "status")
                .containsEntry("Filter.1.Value.1", "available")
                .containsEntry("Filter.2.Name", "tag-key")
                .containsEntry("Filter.2.Value.1", "node.k8s.amazonaws.com/instance_id")
                .containsEntry("Filter.3.Name", "tag:cluster.k8s.amazonaws.com/name")
                .containsEntry("Filter.3.Value.1", "blue")
                .containsEntry("Filter.4.Name", "vpc-id")
                .containsEntry("Filter.4.Value.1", "vpc-1");
    }

    @Test
    void listsSubnetsWithTheMostRoomFirst() {
        server.answer(
                "DescribeSubnets",
                "<subnetSet>"
                        + subnetXml("subnet-b", "10.0.1.0/24", 7)
                        + subnetXml("subnet-c", "10.0.2.0/24", 90)
                        + subnetXml("subnet-a", "10.0.3.0/24", 7)
                        + "</subnetSet>");

        List<Subnet> subnets = ec2.subnets(new VpcId("vpc-1"), "eu-west-1a", WARM_UP);

        assertThat(subnets)
                .extracting(Subnet::id)
                .containsExactly(
                        new SubnetId("subnet-c"),
                        new SubnetId("subnet-a"),
                        new SubnetId("subnet-b"));
        assertThat(subnets.getFirst())
                .isEqualTo(
                        new Subnet(
                                new SubnetId("subnet-c"),
                                "eu-west-1a",
                                List.of(
                                        IpPrefix.parse("10.0.2.0/24"),
                                        IpPrefix.parse("2001:db8::/64")),
                                90,
                                Map.of("role", "cni")));
        assertThat(server.onlyRequest())
                .containsEntry("Filter.1.Name", "vpc-id")
                .containsEntry("Filter.1.Value.1", "vpc-1")
                .containsEntry("Filter.2.Name", "availability-zone")
                .containsEntry("Filter.2.Value.1", "eu-west-1a");
    }

    @Test
    void knowsCommonTypesWithoutAsking() {
        assertThat(ec2.limits("m5.large", WARM_UP))
                .isEqualTo(new InstanceLimits("m5.large", 3, 10, Hypervisor.NITRO, false));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void asksForOtherTypesAndTakesTheDefaultCardsLimit() {
        server.answer(
                "DescribeInstanceTypes",
                """
                <instanceTypeSet><item><instanceType>z9.huge</instanceType><hypervisor>nitro</hypervisor>
                <bareMetal>false</bareMetal><networkInfo><maximumNetworkInterfaces>60</maximumNetworkInterfaces>
                <maximumNetworkCards>2</maximumNetworkCards><defaultNetworkCardIndex>1</defaultNetworkCardIndex>
                <networkCards><item><networkCardIndex>0</networkCardIndex>
                <maximumNetworkInterfaces>40</maximumNetworkInterfaces></item><item>
                <networkCardIndex>1</networkCardIndex><maximumNetworkInterfaces>20</maximumNetworkInterfaces></item>
                </networkCards><ipv4AddressesPerInterface>50</ipv4AddressesPerInterface></networkInfo></item>
                </instanceTypeSet>
                """);

        assertThat(ec2.limits("z9.huge", WARM_UP))
                .isEqualTo(new InstanceLimits("z9.huge", 20, 50, Hypervisor.NITRO, false));
        assertThat(server.onlyRequest()).containsEntry("InstanceType.1", "z9.huge");
    }

    @Test
    void namesTheTypeAndThePermissionWhenItMayNotAsk() {
        server.error(
                403, "UnauthorizedOperation", "You are not authorized to perform this operation.");

        Ec2Failure failure = failureOf(() -> ec2.limits("z9.huge", WARM_UP));

        assertThat(failure.kind()).isEqualTo(Kind.UNAUTHORIZED);
        assertThat(failure)
                .hasMessageContaining("z9.huge")
                .hasMessageContaining("allow ec2:DescribeInstanceTypes");
    }

    @Test
    void failsForATypeThatEc2DoesNotList() {
        server.answer("DescribeInstanceTypes", "<instanceTypeSet/>");

        assertThat(failureOf(() -> ec2.limits("z9.huge", WARM_UP)))
                .hasMessageContaining("z9.huge")
                .hasMessageContaining("listed 0 types");
    }

    @ParameterizedTest
    @CsvSource({
        "400, InsufficientFreeAddressesInSubnet, SUBNET_EXHAUSTED",
        "400, InsufficientCidrBlocks, NO_FREE_PREFIX",
        "400, PrivateIpAddressLimitExceeded, ADDRESS_LIMIT",
        "403, UnauthorizedOperation, UNAUTHORIZED",
        "400, InvalidNetworkInterfaceID.NotFound, NOT_FOUND",
        "400, IncorrectState, CONFLICT",
        "400, InvalidParameterValue, INVALID"
    })
    void classifiesEc2sAnswer(int status, String code, Kind kind) {
        server.error(status, code, "because");

        Ec2Failure failure = failureOf(() -> ec2.assignAddresses(ENI, 1, WARM_UP));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.details())
                .isEqualTo(
                        new Ec2Failure.Details(
                                "AssignPrivateIpAddresses",
                                code,
                                "req-failed",
                                status,
                                false,
                                Duration.ZERO));
        assertThat(failure)
                .hasMessageStartingWith(
                        "AssignPrivateIpAddresses of 1 address to eni-1 failed: EC2 answered "
                                + code
                                + " (HTTP "
                                + status
                                + ", request req-failed): because; ");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void saysThatCredentialsAreNotAcceptedThoughTheAnswerIsHidden() {
        server.error(
                401, "AuthFailure", "AWS was not able to validate the provided access credentials");

        Ec2Failure failure = failureOf(() -> ec2.assignAddresses(ENI, 1, WARM_UP));

        assertThat(failure)
                .hasMessage(
                        "AssignPrivateIpAddresses of 1 address to eni-1 failed: EC2 answered AuthFailure (HTTP 401):"
                                + " the credentials are not accepted; check that the credentials are valid in this"
                                + " account and that the node's clock is right");
        assertThat(failure.outcomeUnknown()).isFalse();
    }

    @Test
    void repeatsAThrottledCallByItselfAndNotInTheSdk() {
        server.error(503, "RequestLimitExceeded", "Request limit exceeded.")
                .error(503, "RequestLimitExceeded", "Request limit exceeded.")
                .answer("AssignPrivateIpAddresses", "<assignedIpv4PrefixSet/>");

        ec2.assignPrefixes(ENI, 1, WARM_UP);

        assertThat(server.requests()).hasSize(3);
        assertThat(listener.attempts)
                .extracting(Ec2CallListener.Attempt::code)
                .containsExactly("RequestLimitExceeded", "RequestLimitExceeded", "200");
        assertThat(listener.reports)
                .extracting(Ec2CallListener.Report::attempts)
                .containsExactly(3);
    }

    @Test
    void sendsALostAssignmentOnceOnly() {
        server.drop();

        Ec2Failure failure = failureOf(() -> ec2.assignAddresses(ENI, 1, WARM_UP));

        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void sendsALostAssignmentOnceOnlyAlsoOnAConnectionThatWasUsedBefore() {
        server.answer("AssignPrivateIpAddresses", "<assignedIpv4PrefixSet/>").drop();
        ec2.assignPrefixes(ENI, 1, WARM_UP);

        Ec2Failure failure = failureOf(() -> ec2.assignPrefixes(ENI, 1, WARM_UP));

        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void givesUpOnASilentServer() {
        server.hang();
        try (AwsEc2 impatient = connect(server.uri(), Duration.ofMillis(100))) {
            Ec2Failure failure = failureOf(() -> impatient.assignAddresses(ENI, 1, WARM_UP));

            assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(failure.outcomeUnknown()).isTrue();
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void repeatsACallThatNobodyReceived() {
        server.close();

        Ec2Failure failure = failureOf(() -> ec2.assignAddresses(ENI, 1, WARM_UP));

        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure.outcomeUnknown()).isFalse();
        assertThat(listener.attempts).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource({"200, not XML at all", "502, <html>Bad Gateway</html>", "500, ''"})
    void takesAnAnswerThatMakesNoSenseForNone(int status, String body) {
        server.raw(status, body);

        Ec2Failure failure = failureOf(() -> ec2.assignAddresses(ENI, 1, WARM_UP));

        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(failure.kind()).isIn(Kind.UNAVAILABLE, Kind.INVALID);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void signsForItsRegionAndSaysWhoItIs() {
        server.answer("CreateTags", "<return>true</return>");

        ec2.tag(ENI, Map.of("a", "1"), WARM_UP);

        assertThat(server.header(0, "Authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDTEST/")
                .contains("/eu-west-1/ec2/aws4_request");
        assertThat(server.header(0, "User-agent")).contains("vpc-cni/9.9");
    }

    private AwsEc2 connect(URI endpoint, Duration timeout) {
        return AwsEc2.connect(
                new Ec2Settings("eu-west-1", endpoint, timeout, "9.9"),
                listener,
                clock,
                new Random(3),
                clock::advance);
    }

    private static Ec2Failure failureOf(ThrowingCallable call) {
        Ec2Failure failure = catchThrowableOfType(Ec2Failure.class, call);
        assertThat(failure).as("the call should fail").isNotNull();
        return failure;
    }

    private static String subnetXml(String id, String cidr, int available) {
        return "<item><subnetId>"
                + id
                + "</subnetId><availabilityZone>eu-west-1a</availabilityZone><cidrBlock>"
                + cidr
                + "</cidrBlock><availableIpAddressCount>"
                + available
                + "</availableIpAddressCount><ipv6CidrBlockAssociationSet><item><ipv6CidrBlock>2001:db8::/64"
                + "</ipv6CidrBlock></item></ipv6CidrBlockAssociationSet><tagSet><item><key>role</key>"
                + "<value>cni</value></item></tagSet></item>";
    }
}
