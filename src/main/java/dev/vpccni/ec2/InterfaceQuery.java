package dev.vpccni.ec2;

import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.InstanceId;
import dev.vpccni.ipam.VpcId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which ENIs to read: all conditions hold together, and each condition is met by any one of its values.
///
/// Always sent as filters, never as ids: filtered reads have EC2's larger token bucket, and one ENI that is gone does
/// not fail the read of the others. Source: EC2 API, DescribeNetworkInterfaces; spec/field.md 3.1.
///
/// @param filters EC2's filter name -> accepted values; neither may be empty
public record InterfaceQuery(Map<String, List<String>> filters) {
    public InterfaceQuery {
        Map<String, List<String>> copy = new TreeMap<>();
        filters.forEach((name, values) -> copy.put(name, List.copyOf(new TreeSet<>(values))));
        if (copy.isEmpty() || copy.containsValue(List.of())) {
            throw new IllegalArgumentException(
                    "a query for ENIs needs a condition, and each a value: " + filters);
        }
        filters = Map.copyOf(copy);
    }

    /// These ENIs, attached or not. Errors: IllegalArgumentException for none.
    public static InterfaceQuery ids(Collection<EniId> ids) {
        return new InterfaceQuery(
                Map.of("network-interface-id", ids.stream().map(EniId::value).toList()));
    }

    /// Every ENI attached to an instance, ours or not.
    public static InterfaceQuery attachedTo(InstanceId instance) {
        return new InterfaceQuery(Map.of("attachment.instance-id", List.of(instance.value())));
    }

    /// Every ENI tagged as made for an instance, attached or not: what a crash may have left.
    public static InterfaceQuery madeFor(InstanceId instance) {
        return new InterfaceQuery(
                Map.of("tag:" + OwnerTags.INSTANCE_ID, List.of(instance.value())));
    }

    /// Unattached ENIs that any node's agent tagged, in this VPC and, if named, of this cluster only.
    public static InterfaceQuery leftovers(VpcId vpc, @Nullable String clusterName) {
        Map<String, List<String>> filters = new TreeMap<>();
        filters.put("tag-key", List.of(OwnerTags.INSTANCE_ID));
        filters.put("status", List.of("available"));
        filters.put("vpc-id", List.of(vpc.value()));
        if (clusterName != null) {
            filters.put("tag:" + OwnerTags.CLUSTER_NAME, List.of(clusterName));
        }
        return new InterfaceQuery(filters);
    }
}
