package dev.vpccni.lab.account;

import dev.vpccni.inet.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parameters of CreateNetworkInterface.
///
/// Shape: `primary` absent lets EC2 choose; no groups means the VPC's default group; equal `clientToken`s make one
/// interface.
public record CreateEni(
        String subnetId,
        String description,
        List<String> groups,
        @Nullable IpAddress primary,
        AddressAsk ipv4,
        AddressAsk ipv6,
        Tags tags,
        @Nullable ConnectionTracking connectionTracking,
        @Nullable String clientToken) {
    public CreateEni {
        groups = List.copyOf(groups);
    }

    /// An interface with a primary address only.
    public static CreateEni in(String subnetId) {
        return new CreateEni(
                subnetId,
                "",
                List.of(),
                null,
                AddressAsk.nothing(),
                AddressAsk.nothing(),
                Tags.none(),
                null,
                null);
    }

    public CreateEni withPrimary(@Nullable IpAddress address) {
        return new CreateEni(
                subnetId,
                description,
                groups,
                address,
                ipv4,
                ipv6,
                tags,
                connectionTracking,
                clientToken);
    }

    public CreateEni withGroups(List<String> wanted) {
        return new CreateEni(
                subnetId,
                description,
                wanted,
                primary,
                ipv4,
                ipv6,
                tags,
                connectionTracking,
                clientToken);
    }

    public CreateEni withIpv4(AddressAsk wanted) {
        return new CreateEni(
                subnetId,
                description,
                groups,
                primary,
                wanted,
                ipv6,
                tags,
                connectionTracking,
                clientToken);
    }

    public CreateEni withIpv6(AddressAsk wanted) {
        return new CreateEni(
                subnetId,
                description,
                groups,
                primary,
                ipv4,
                wanted,
                tags,
                connectionTracking,
                clientToken);
    }

    public CreateEni withTags(Tags wanted) {
        return new CreateEni(
                subnetId,
                description,
                groups,
                primary,
                ipv4,
                ipv6,
                wanted,
                connectionTracking,
                clientToken);
    }

    public CreateEni withDescription(String wanted) {
        return new CreateEni(
                subnetId,
                wanted,
                groups,
                primary,
                ipv4,
                ipv6,
                tags,
                connectionTracking,
                clientToken);
    }

    public CreateEni withClientToken(String token) {
        return new CreateEni(
                subnetId,
                description,
                groups,
                primary,
                ipv4,
                ipv6,
                tags,
                connectionTracking,
                token);
    }
}
