package dev.vpccni.ec2;

import dev.vpccni.ipam.InstanceId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tags that say whose an ENI is; names and values are the incumbent's, so that both recognise each other's ENIs.
///
/// Source: spec/ipamd.md 2.9.
public final class OwnerTags {
    public static final String INSTANCE_ID = "node.k8s.amazonaws.com/instance_id";
    public static final String CREATED_AT = "node.k8s.amazonaws.com/createdAt";
    public static final String CLUSTER_NAME = "cluster.k8s.amazonaws.com/name";
    public static final String OWNER = "eks:eni:owner";
    public static final String OWNER_VALUE = "amazon-vpc-cni";

    /// Set to `true` by the user on an ENI that must be left alone.
    public static final String NO_MANAGE = "node.k8s.amazonaws.com/no_manage";

    private OwnerTags() {}

    /// The tags of an ENI that is created now.
    ///
    /// @param clusterName null when CLUSTER_NAME is not set; then the ENI carries no cluster tag and no owner tag
    /// @param additional the user's own (ADDITIONAL_ENI_TAGS); they never replace one of ours
    public static Map<String, String> atCreation(
            InstanceId instance,
            @Nullable String clusterName,
            Instant now,
            Map<String, String> additional) {
        Map<String, String> tags =
                new LinkedHashMap<>(ofManaged(instance, clusterName, additional));
        tags.put(CREATED_AT, now.truncatedTo(ChronoUnit.SECONDS).toString());
        return tags;
    }

    /// The tags that every managed ENI must carry, the primary one included.
    public static Map<String, String> ofManaged(
            InstanceId instance, @Nullable String clusterName, Map<String, String> additional) {
        Map<String, String> tags = new LinkedHashMap<>(additional);
        tags.put(INSTANCE_ID, instance.value());
        if (clusterName != null) {
            tags.put(CLUSTER_NAME, clusterName);
            tags.put(OWNER, OWNER_VALUE);
        }
        return tags;
    }

    /// What of `wanted` is absent from `present` or has another value there; nothing to send when empty.
    public static Map<String, String> missing(
            Map<String, String> wanted, Map<String, String> present) {
        Map<String, String> missing = new LinkedHashMap<>(wanted);
        missing.entrySet().removeIf(tag -> tag.getValue().equals(present.get(tag.getKey())));
        return missing;
    }
}
