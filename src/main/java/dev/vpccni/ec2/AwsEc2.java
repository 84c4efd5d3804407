package dev.vpccni.ec2;

import static dev.vpccni.ec2.Ec2Action.ASSIGN_PRIVATE_IP_ADDRESSES;
import static dev.vpccni.ec2.Ec2Action.ATTACH_NETWORK_INTERFACE;
import static dev.vpccni.ec2.Ec2Action.CREATE_NETWORK_INTERFACE;
import static dev.vpccni.ec2.Ec2Action.CREATE_TAGS;
import static dev.vpccni.ec2.Ec2Action.DELETE_NETWORK_INTERFACE;
import static dev.vpccni.ec2.Ec2Action.DETACH_NETWORK_INTERFACE;
import static dev.vpccni.ec2.Ec2Action.MODIFY_NETWORK_INTERFACE_ATTRIBUTE;
import static dev.vpccni.ec2.Ec2Action.UNASSIGN_PRIVATE_IP_ADDRESSES;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.InstanceId;
import dev.vpccni.ipam.SecurityGroupId;
import dev.vpccni.ipam.VpcId;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesRequest;
import software.amazon.awssdk.services.ec2.model.AttachNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.UnassignPrivateIpAddressesRequest;

/// All ports to EC2 on the AWS SDK: one request per call, sent and repeated as the [CallGovernor] decides.
///
/// Threads: safe for any number. Nothing is connected or loaded before the first call.
public final class AwsEc2
        implements EniLifecycle, AddressAssignment, EniUpkeep, Ec2Reads, AutoCloseable {
    private final LazyClient client;
    private final CallGovernor governor;
    private final AwsEc2Reads reads;

    private AwsEc2(LazyClient client, CallGovernor governor) {
        this.client = client;
        this.governor = governor;
        this.reads = new AwsEc2Reads(client, governor);
    }

    /// The ports to EC2 with these settings; sends nothing yet.
    ///
    /// @param listener told of every request; [Ec2CallListener#NONE] for nobody
    /// @param clock for token buckets and budgets; best one that is never set back
    /// @param random spreads the pauses between attempts
    public static AwsEc2 connect(
            Ec2Settings settings,
            Ec2CallListener listener,
            InstantSource clock,
            RandomGenerator random) {
        return connect(settings, listener, clock, random, Thread::sleep);
    }

    static AwsEc2 connect(
            Ec2Settings settings,
            Ec2CallListener listener,
            InstantSource clock,
            RandomGenerator random,
            CallGovernor.Pause pause) {
        CallGovernor governor = new CallGovernor(SdkRefusals::read, listener, clock, random, pause);
        return new AwsEc2(new LazyClient(settings), governor);
    }

    @Override
    public NetworkInterface create(CreateInterface request, CallBudget budget) {
        CreateNetworkInterfaceRequest.Builder shape =
                CreateNetworkInterfaceRequest.builder()
                        .subnetId(request.subnet().value())
                        .groups(
                                request.securityGroups().stream()
                                        .map(SecurityGroupId::value)
                                        .toList())
                        .description(request.description())
                        .clientToken(request.clientToken())
                        .connectionTrackingSpecification(
                                Ec2Shapes.tracking(request.connectionTracking()))
                        .tagSpecifications(
                                TagSpecification.builder()
                                        .resourceType(ResourceType.NETWORK_INTERFACE)
                                        .tags(Ec2Shapes.tagList(request.tags()))
                                        .build());
        if (request.secondaryAddresses() > 0) {
            shape.secondaryPrivateIpAddressCount(request.secondaryAddresses());
        }
        if (request.prefixes() > 0) {
            shape.ipv4PrefixCount(request.prefixes());
        }
        CreateNetworkInterfaceRequest built = shape.build();
        String subject =
                "in "
                        + request.subnet()
                        + " for "
                        + request.instance()
                        + " with "
                        + (request.prefixes() > 0
                                ? counted(request.prefixes(), "prefix")
                                : counted(request.secondaryAddresses(), "secondary address"));
        return Ec2Shapes.networkInterface(
                call(
                                CREATE_NETWORK_INTERFACE,
                                subject,
                                budget,
                                ec2 -> ec2.createNetworkInterface(built))
                        .networkInterface());
    }

    @Override
    public AttachmentId attach(EniId eni, InstanceId instance, DeviceSlot slot, CallBudget budget) {
        AttachNetworkInterfaceRequest request =
                AttachNetworkInterfaceRequest.builder()
                        .networkInterfaceId(eni.value())
                        .instanceId(instance.value())
                        .deviceIndex(slot.deviceIndex())
                        .networkCardIndex(slot.networkCard())
                        .build();
        String subject =
                "of "
                        + eni
                        + " to "
                        + instance
                        + " at device index "
                        + slot.deviceIndex()
                        + " of card "
                        + slot.networkCard();
        return new AttachmentId(
                call(
                                ATTACH_NETWORK_INTERFACE,
                                subject,
                                budget,
                                ec2 -> ec2.attachNetworkInterface(request))
                        .attachmentId());
    }

    @Override
    public void deleteOnTermination(EniId eni, AttachmentId attachment, CallBudget budget) {
        ModifyNetworkInterfaceAttributeRequest request =
                ModifyNetworkInterfaceAttributeRequest.builder()
                        .networkInterfaceId(eni.value())
                        .attachment(change ->
                                change.attachmentId(attachment.value()).deleteOnTermination(true))
                        .build();
        call(
                MODIFY_NETWORK_INTERFACE_ATTRIBUTE,
                "of " + eni + " to be deleted with its instance",
                budget,
                ec2 -> ec2.modifyNetworkInterfaceAttribute(request));
    }

    @Override
    public void detach(AttachmentId attachment, CallBudget budget) {
        unlessGone(() ->
                call(
                        DETACH_NETWORK_INTERFACE,
                        "of " + attachment,
                        budget,
                        ec2 ->
                                ec2.detachNetworkInterface(
                                        it -> it.attachmentId(attachment.value()))));
    }

    @Override
    public void delete(EniId eni, CallBudget budget) {
        unlessGone(() ->
                call(
                        DELETE_NETWORK_INTERFACE,
                        "of " + eni,
                        budget,
                        ec2 ->
                                ec2.deleteNetworkInterface(
                                        it -> it.networkInterfaceId(eni.value()))));
    }

    @Override
    public List<IpAddress> assignAddresses(EniId eni, int count, CallBudget budget) {
        AssignPrivateIpAddressesRequest request =
                AssignPrivateIpAddressesRequest.builder()
                        .networkInterfaceId(eni.value())
                        .secondaryPrivateIpAddressCount(positive(count))
                        .build();
        String subject = "of " + counted(count, "address") + " to " + eni;
        return call(
                        ASSIGN_PRIVATE_IP_ADDRESSES,
                        subject,
                        budget,
                        ec2 -> ec2.assignPrivateIpAddresses(request))
                .assignedPrivateIpAddresses()
                .stream()
                .map(assigned -> IpAddress.parse(assigned.privateIpAddress()))
                .toList();
    }

    @Override
    public List<IpPrefix> assignPrefixes(EniId eni, int count, CallBudget budget) {
        AssignPrivateIpAddressesRequest request =
                AssignPrivateIpAddressesRequest.builder()
                        .networkInterfaceId(eni.value())
                        .ipv4PrefixCount(positive(count))
                        .build();
        String subject = "of " + counted(count, "prefix") + " to " + eni;
        return Ec2Shapes.prefixes(
                call(
                                ASSIGN_PRIVATE_IP_ADDRESSES,
                                subject,
                                budget,
                                ec2 -> ec2.assignPrivateIpAddresses(request))
                        .assignedIpv4Prefixes());
    }

    @Override
    public void unassignAddresses(EniId eni, Collection<IpAddress> addresses, CallBudget budget) {
        if (addresses.isEmpty()) {
            return;
        }
        UnassignPrivateIpAddressesRequest request =
                UnassignPrivateIpAddressesRequest.builder()
                        .networkInterfaceId(eni.value())
                        .privateIpAddresses(addresses.stream().map(IpAddress::toString).toList())
                        .build();
        String subject = "of " + counted(addresses.size(), "address") + " from " + eni;
        call(
                UNASSIGN_PRIVATE_IP_ADDRESSES,
                subject,
                budget,
                ec2 -> ec2.unassignPrivateIpAddresses(request));
    }

    @Override
    public void unassignPrefixes(EniId eni, Collection<IpPrefix> prefixes, CallBudget budget) {
        if (prefixes.isEmpty()) {
            return;
        }
        UnassignPrivateIpAddressesRequest request =
                UnassignPrivateIpAddressesRequest.builder()
                        .networkInterfaceId(eni.value())
                        .ipv4Prefixes(prefixes.stream().map(IpPrefix::toString).toList())
                        .build();
        String subject = "of " + counted(prefixes.size(), "prefix") + " from " + eni;
        call(
                UNASSIGN_PRIVATE_IP_ADDRESSES,
                subject,
                budget,
                ec2 -> ec2.unassignPrivateIpAddresses(request));
    }

    @Override
    public void tag(EniId eni, Map<String, String> tags, CallBudget budget) {
        if (tags.isEmpty()) {
            return;
        }
        call(
                CREATE_TAGS,
                "on " + eni,
                budget,
                ec2 ->
                        ec2.createTags(
                                it -> it.resources(eni.value()).tags(Ec2Shapes.tagList(tags))));
    }

    @Override
    public void setSecurityGroups(
            EniId eni, Collection<SecurityGroupId> groups, CallBudget budget) {
        ModifyNetworkInterfaceAttributeRequest request =
                ModifyNetworkInterfaceAttributeRequest.builder()
                        .networkInterfaceId(eni.value())
                        .groups(groups.stream().map(SecurityGroupId::value).toList())
                        .build();
        call(
                MODIFY_NETWORK_INTERFACE_ATTRIBUTE,
                "of the security groups of " + eni,
                budget,
                ec2 -> ec2.modifyNetworkInterfaceAttribute(request));
    }

    @Override
    public List<NetworkInterface> interfaces(InterfaceQuery query, CallBudget budget) {
        return reads.interfaces(query, budget);
    }

    @Override
    public List<Subnet> subnets(VpcId vpc, String zone, CallBudget budget) {
        return reads.subnets(vpc, zone, budget);
    }

    @Override
    public InstanceLimits limits(String instanceType, CallBudget budget) {
        return reads.limits(instanceType, budget);
    }

    @Override
    public void close() {
        client.close();
    }

    private <T> T call(
            Ec2Action action, String subject, CallBudget budget, Function<Ec2Client, T> request) {
        return governor.call(action, subject, budget, () -> request.apply(client.get()));
    }

    private static void unlessGone(Runnable call) {
        try {
            call.run();
        } catch (Ec2Failure failure) {
            if (failure.kind() != Ec2Failure.Kind.NOT_FOUND) {
                throw failure;
            }
        }
    }

    /// Both words that it is used with form their plural so.
    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "es");
    }

    private static int positive(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "cannot assign " + count + " addresses or prefixes: at least 1");
        }
        return count;
    }
}
