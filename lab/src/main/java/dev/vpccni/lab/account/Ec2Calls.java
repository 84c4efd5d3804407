package dev.vpccni.lab.account;

import java.util.List;
import java.util.function.Supplier;

/// The calls of the EC2 API as typed operations: each happens at once, under the account's lock, or throws the
/// [Ec2Exception] that EC2 would answer with.
///
/// Throttling, latency and faults are not here: the lab's own code calls these without either.
/// Source: EC2 API reference 2016-11-15.
public final class Ec2Calls {
    /// Runs an operation under the account's lock.
    interface Locked {
        <T> T run(Supplier<T> operation);
    }

    private final Locked locked;
    private final EniLifecycle lifecycle;
    private final Addressing addressing;
    private final Describes describes;
    private final Tagging tagging;

    Ec2Calls(
            Locked locked,
            EniLifecycle lifecycle,
            Addressing addressing,
            Describes describes,
            Tagging tagging) {
        this.locked = locked;
        this.lifecycle = lifecycle;
        this.addressing = addressing;
        this.describes = describes;
        this.tagging = tagging;
    }

    /// Shape: the query's ids are names of instance types.
    public Page<InstanceType> describeInstanceTypes(Query query) {
        return locked.run(() -> describes.types(query));
    }

    public Page<NetworkInterface> describeNetworkInterfaces(Query query) {
        return locked.run(() -> describes.enis(query));
    }

    public Page<InstanceView> describeInstances(Query query) {
        return locked.run(() -> describes.instances(query));
    }

    public Page<SubnetView> describeSubnets(Query query) {
        return locked.run(() -> describes.subnets(query));
    }

    public Page<SecurityGroup> describeSecurityGroups(Query query) {
        return locked.run(() -> describes.groups(query));
    }

    public Page<Vpc> describeVpcs(Query query) {
        return locked.run(() -> describes.vpcs(query));
    }

    /// Shape: `requester` is the principal of the caller, shown as the interface's requester id.
    public NetworkInterface createNetworkInterface(CreateEni request, String requester) {
        return locked.run(() -> lifecycle.create(request, requester));
    }

    public Attachment attachNetworkInterface(AttachEni request) {
        return locked.run(() -> lifecycle.attach(request));
    }

    public void modifyNetworkInterfaceAttribute(String eniId, EniChange change) {
        done(() -> lifecycle.modify(eniId, change));
    }

    public Grant assignPrivateIpAddresses(String eniId, AddressAsk wanted) {
        return locked.run(() -> addressing.assignIpv4(eniId, wanted));
    }

    public void unassignPrivateIpAddresses(String eniId, Grant returned) {
        done(() -> addressing.unassign(eniId, returned));
    }

    public Grant assignIpv6Addresses(String eniId, AddressAsk wanted) {
        return locked.run(() -> addressing.assignIpv6(eniId, wanted));
    }

    public void unassignIpv6Addresses(String eniId, Grant returned) {
        done(() -> addressing.unassign(eniId, returned));
    }

    public void detachNetworkInterface(String attachmentId) {
        done(() -> lifecycle.detach(attachmentId));
    }

    public void deleteNetworkInterface(String eniId) {
        done(() -> lifecycle.delete(eniId));
    }

    public void createTags(List<String> resourceIds, Tags tags) {
        done(() -> tagging.create(resourceIds, tags));
    }

    private void done(Runnable operation) {
        locked.run(() -> {
            operation.run();
            return true;
        });
    }
}
