package dev.vpccni.lab.ec2;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a gate may look at before a call happens.
///
/// Shape: `permissions` are the actions the caller must be allowed, the action itself among them; `unfiltered` marks a
/// Describe without filter and page, for which EC2 has a smaller token bucket; `instanceId` is absent if the caller
/// is no instance.
public record CallFacts(
        String action, Set<String> permissions, boolean unfiltered, @Nullable String instanceId) {
    public CallFacts {
        permissions = Set.copyOf(permissions);
    }
}
