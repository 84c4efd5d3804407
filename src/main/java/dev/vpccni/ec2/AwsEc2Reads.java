package dev.vpccni.ec2;

import static dev.vpccni.ec2.Ec2Action.DESCRIBE_INSTANCE_TYPES;
import static dev.vpccni.ec2.Ec2Action.DESCRIBE_NETWORK_INTERFACES;
import static dev.vpccni.ec2.Ec2Action.DESCRIBE_SUBNETS;

import dev.vpccni.ipam.VpcId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;

/// The reads of [AwsEc2]; each page is a call of its own to the governor, since EC2 counts it as one.
final class AwsEc2Reads implements Ec2Reads {
    /// The most that EC2 gives at once.
    private static final int PAGE = 1000;

    private final LazyClient client;
    private final CallGovernor governor;

    AwsEc2Reads(LazyClient client, CallGovernor governor) {
        this.client = client;
        this.governor = governor;
    }

    @Override
    public List<NetworkInterface> interfaces(InterfaceQuery query, CallBudget budget) {
        List<Filter> filters = Ec2Shapes.filters(query);
        List<NetworkInterface> found = new ArrayList<>();
        String token = null;
        do {
            DescribeNetworkInterfacesResponse page = interfacesFrom(token, filters, query, budget);
            page.networkInterfaces().forEach(shape -> found.add(Ec2Shapes.networkInterface(shape)));
            token = page.nextToken();
        } while (token != null && !token.isEmpty());
        return List.copyOf(found);
    }

    private DescribeNetworkInterfacesResponse interfacesFrom(
            @Nullable String token, List<Filter> filters, InterfaceQuery query, CallBudget budget) {
        return call(
                DESCRIBE_NETWORK_INTERFACES,
                "where " + query.filters(),
                budget,
                ec2 ->
                        ec2.describeNetworkInterfaces(
                                it -> it.filters(filters).maxResults(PAGE).nextToken(token)));
    }

    @Override
    public List<Subnet> subnets(VpcId vpc, String zone, CallBudget budget) {
        List<Filter> filters =
                List.of(
                        Filter.builder().name("vpc-id").values(vpc.value()).build(),
                        Filter.builder().name("availability-zone").values(zone).build());
        List<Subnet> found = new ArrayList<>();
        String token = null;
        do {
            DescribeSubnetsResponse page = subnetsFrom(token, filters, vpc + " in " + zone, budget);
            page.subnets().forEach(shape -> found.add(Ec2Shapes.subnet(shape)));
            token = page.nextToken();
        } while (token != null && !token.isEmpty());
        found.sort(
                Comparator.comparingInt(Subnet::availableAddresses)
                        .reversed()
                        .thenComparing(subnet -> subnet.id().value()));
        return List.copyOf(found);
    }

    private DescribeSubnetsResponse subnetsFrom(
            @Nullable String token, List<Filter> filters, String where, CallBudget budget) {
        return call(
                DESCRIBE_SUBNETS,
                "of " + where,
                budget,
                ec2 -> ec2.describeSubnets(it -> it.filters(filters).nextToken(token)));
    }

    @Override
    public InstanceLimits limits(String instanceType, CallBudget budget) {
        InstanceLimits listed = InstanceTypes.find(instanceType);
        return listed != null ? listed : describedLimits(instanceType, budget);
    }

    private InstanceLimits describedLimits(String instanceType, CallBudget budget) {
        String subject =
                "of "
                        + instanceType
                        + ", a type that the built-in table lacks and whose limits the agent must know,";
        List<InstanceTypeInfo> types =
                call(
                                DESCRIBE_INSTANCE_TYPES,
                                subject,
                                budget,
                                ec2 ->
                                        ec2.describeInstanceTypes(
                                                it -> it.instanceTypesWithStrings(instanceType)))
                        .instanceTypes();
        if (types.size() != 1) {
            throw unusable(subject + " listed " + types.size() + " types instead of one");
        }
        try {
            return Ec2Shapes.limits(types.getFirst());
        } catch (IllegalArgumentException tooSmall) {
            throw unusable(subject + " gave limits that no pod fits in: " + tooSmall.getMessage());
        }
    }

    private static Ec2Failure unusable(String what) {
        String action = DESCRIBE_INSTANCE_TYPES.label();
        Ec2Failure.Details details =
                new Ec2Failure.Details(action, "", "", 200, false, Duration.ZERO);
        return new Ec2Failure(
                Ec2Failure.Kind.INVALID,
                details,
                action + " " + what + "; use another instance type",
                null);
    }

    private <T> T call(
            Ec2Action action, String subject, CallBudget budget, Function<Ec2Client, T> request) {
        return governor.call(action, subject, budget, () -> request.apply(client.get()));
    }
}
