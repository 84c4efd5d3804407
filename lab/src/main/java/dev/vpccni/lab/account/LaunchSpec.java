package dev.vpccni.lab.account;

import dev.vpccni.inet.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an instance is launched as. Shape: `primary` absent lets the account choose the address; no groups means the
/// VPC's default group.
public record LaunchSpec(
        String name,
        String type,
        String subnetId,
        List<String> groups,
        @Nullable IpAddress primary,
        Tags tags) {
    public LaunchSpec {
        groups = List.copyOf(groups);
    }

    /// An instance in the default group with an address that the account chooses.
    public static LaunchSpec of(String name, String type, String subnetId) {
        return new LaunchSpec(name, type, subnetId, List.of(), null, Tags.of("Name", name));
    }

    public LaunchSpec withPrimary(IpAddress address) {
        return new LaunchSpec(name, type, subnetId, groups, address, tags);
    }
}
