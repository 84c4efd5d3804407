package dev.vpccni.lab.account;

import dev.vpccni.inet.MacAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An elastic network interface at one moment.
///
/// Shape: `requester` is the principal that created it; `attachment` is absent while the interface is available.
public record NetworkInterface(
        String id,
        String vpcId,
        String subnetId,
        String availabilityZone,
        MacAddress mac,
        String description,
        EniAddresses addresses,
        List<String> groups,
        boolean sourceDestCheck,
        Tags tags,
        String requester,
        Instant createdAt,
        @Nullable ConnectionTracking connectionTracking,
        @Nullable Attachment attachment) {
    public NetworkInterface {
        groups = List.copyOf(groups);
    }

    /// `available` or `in-use`, as on the wire.
    public String status() {
        return attachment == null ? "available" : "in-use";
    }

    /// The attachment, if there is one.
    public Optional<Attachment> attached() {
        return Optional.ofNullable(attachment);
    }

    /// True if this interface is, or is still being, tied to that instance.
    public boolean isOn(String instanceId) {
        return attachment != null && attachment.instanceId().equals(instanceId);
    }

    NetworkInterface withAddresses(EniAddresses changed) {
        return new NetworkInterface(
                id,
                vpcId,
                subnetId,
                availabilityZone,
                mac,
                description,
                changed,
                groups,
                sourceDestCheck,
                tags,
                requester,
                createdAt,
                connectionTracking,
                attachment);
    }

    NetworkInterface withGroups(List<String> changed) {
        return new NetworkInterface(
                id,
                vpcId,
                subnetId,
                availabilityZone,
                mac,
                description,
                addresses,
                changed,
                sourceDestCheck,
                tags,
                requester,
                createdAt,
                connectionTracking,
                attachment);
    }

    NetworkInterface withDescription(String changed) {
        return new NetworkInterface(
                id,
                vpcId,
                subnetId,
                availabilityZone,
                mac,
                changed,
                addresses,
                groups,
                sourceDestCheck,
                tags,
                requester,
                createdAt,
                connectionTracking,
                attachment);
    }

    NetworkInterface withSourceDestCheck(boolean changed) {
        return new NetworkInterface(
                id,
                vpcId,
                subnetId,
                availabilityZone,
                mac,
                description,
                addresses,
                groups,
                changed,
                tags,
                requester,
                createdAt,
                connectionTracking,
                attachment);
    }

    NetworkInterface withTags(Tags changed) {
        return new NetworkInterface(
                id,
                vpcId,
                subnetId,
                availabilityZone,
                mac,
                description,
                addresses,
                groups,
                sourceDestCheck,
                changed,
                requester,
                createdAt,
                connectionTracking,
                attachment);
    }

    NetworkInterface withAttachment(@Nullable Attachment changed) {
        return new NetworkInterface(
                id,
                vpcId,
                subnetId,
                availabilityZone,
                mac,
                description,
                addresses,
                groups,
                sourceDestCheck,
                tags,
                requester,
                createdAt,
                connectionTracking,
                changed);
    }
}
