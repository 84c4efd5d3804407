package dev.vpccni.lab.ec2;

import dev.vpccni.lab.account.Account;
import dev.vpccni.lab.account.Ec2Calls;
import dev.vpccni.lab.account.Page;
import dev.vpccni.lab.account.Query;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// The Describe actions. Shape: each is the name of its id parameter, the call, the name of its list and one item.
final class DescribeActions {
    private final Ec2Calls calls;
    private final Replies replies;

    DescribeActions(Account account) {
        this.calls = account.ec2();
        this.replies = new Replies(account);
    }

    void register(Map<String, Action> all) {
        all.put(
                "DescribeNetworkInterfaces",
                listing(
                        "NetworkInterfaceId",
                        calls::describeNetworkInterfaces,
                        "networkInterfaceSet",
                        replies::networkInterface));
        all.put(
                "DescribeSubnets",
                listing("SubnetId", calls::describeSubnets, "subnetSet", replies::subnet));
        all.put(
                "DescribeSecurityGroups",
                listing(
                        "GroupId",
                        calls::describeSecurityGroups,
                        "securityGroupInfo",
                        replies::securityGroup));
        all.put("DescribeVpcs", listing("VpcId", calls::describeVpcs, "vpcSet", replies::vpc));
        all.put(
                "DescribeInstanceTypes",
                listing(
                        "InstanceType",
                        calls::describeInstanceTypes,
                        "instanceTypeSet",
                        Replies::instanceType));
        all.put(
                "DescribeInstances",
                listing(
                        "InstanceId",
                        calls::describeInstances,
                        "reservationSet",
                        replies::reservation));
    }

    private static <T> Action listing(
            String idParameter,
            Function<Query, Page<T>> call,
            String list,
            BiConsumer<Xml, T> item) {
        return parameters -> {
            Query query = query(parameters, idParameter);
            return (caller, asOf) -> {
                Page<T> page = call.apply(query.at(asOf));
                return xml ->
                        xml.items(list, page.items(), item).element("nextToken", page.nextToken());
            };
        };
    }

    private static Query query(Parameters parameters, String idParameter) {
        List<Query.Filter> filters =
                parameters.structures("Filter").stream()
                        .map(filter ->
                                new Query.Filter(filter.required("Name"), filter.list("Value")))
                        .toList();
        return new Query(
                parameters.list(idParameter),
                filters,
                parameters.number("MaxResults"),
                parameters.text("NextToken"),
                Instant.EPOCH);
    }
}
