package dev.vpccni.lab.scenario;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// EC2's request limits: which bucket a call draws from, and how large it is.
///
/// Source: EC2 developer guide, "Request throttling for the Amazon EC2 API", default values; each action has a bucket
/// of its own, and three Describe actions a second, smaller one for calls without filter and page. `overrides` change
/// the size for an action, both buckets if it has two.
public record Throttling(boolean enabled, Map<String, Bucket> overrides) {
    private static final Bucket MUTATING = new Bucket(50, 5);
    private static final Bucket INTERFACES = new Bucket(100, 5);
    private static final Bucket TAGS = new Bucket(100, 10);
    private static final Bucket READING = new Bucket(100, 20);
    private static final Bucket READING_ALL = new Bucket(50, 10);
    private static final Set<String> TWO_BUCKETS =
            Set.of("DescribeNetworkInterfaces", "DescribeInstances", "DescribeSecurityGroups");

    public Throttling {
        overrides = Collections.unmodifiableMap(new TreeMap<>(overrides));
    }

    public static Throttling off() {
        return new Throttling(false, Map.of());
    }

    /// The name of the bucket that a call draws from.
    static String name(String action, boolean unfiltered) {
        return unfiltered && TWO_BUCKETS.contains(action) ? action + " (unfiltered)" : action;
    }

    /// The size of that bucket.
    Bucket size(String action, boolean unfiltered) {
        Bucket override = overrides.get(action);
        if (override != null) {
            return override;
        }
        return switch (action) {
            case "CreateNetworkInterface",
                    "DeleteNetworkInterface",
                    "ModifyNetworkInterfaceAttribute",
                    "AssignPrivateIpAddresses",
                    "UnassignPrivateIpAddresses",
                    "AssignIpv6Addresses" ->
                    INTERFACES;
            case "CreateTags" -> TAGS;
            default -> {
                if (!action.startsWith("Describe")) {
                    yield MUTATING;
                }
                yield unfiltered && TWO_BUCKETS.contains(action) ? READING_ALL : READING;
            }
        };
    }

    Throttling withOverride(String action, Bucket bucket) {
        Map<String, Bucket> changed = new TreeMap<>(overrides);
        changed.put(action, bucket);
        return new Throttling(enabled, changed);
    }

    Throttling withEnabled(boolean on) {
        return new Throttling(on, overrides);
    }
}
