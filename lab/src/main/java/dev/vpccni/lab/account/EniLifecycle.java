package dev.vpccni.lab.account;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Creates, attaches, changes, detaches and deletes interfaces.
///
/// Runs under the account's lock. The fabric is told before the state changes, so a fabric that fails leaves the
/// state as it was.
final class EniLifecycle {
    private record Created(CreateEni request, NetworkInterface eni) {}

    private final AccountState state;
    private final Addressing addressing;
    private final Map<String, Created> byClientToken = new HashMap<>();
    private Duration attachSettle;
    private Duration detachSettle;

    EniLifecycle(AccountState state, Addressing addressing, AccountSettings settings) {
        this.state = state;
        this.addressing = addressing;
        this.attachSettle = settings.attachSettle();
        this.detachSettle = settings.detachSettle();
    }

    void settle(Duration attach, Duration detach) {
        attachSettle = attach;
        detachSettle = detach;
    }

    NetworkInterface create(CreateEni request, String requester) {
        String token = request.clientToken();
        Created before = token == null ? null : byClientToken.get(token);
        if (before != null) {
            if (!before.request().equals(request)) {
                throw new Ec2Exception(
                        "IdempotentParameterMismatch",
                        "Arguments on this idempotent request are inconsistent with arguments used in previous"
                                + " request(s).");
            }
            return state.enis.find(before.eni().id()).orElse(before.eni());
        }
        Subnet subnet = state.subnets.get(request.subnetId());
        List<String> groups = requireGroups(request.groups(), subnet.vpcId());
        Tagging.check(request.tags());
        EniAddresses addresses =
                addressing.claim(subnet, request.primary(), request.ipv4(), request.ipv6());
        NetworkInterface eni =
                new NetworkInterface(
                        state.ids().next(ResourceKind.NETWORK_INTERFACE),
                        subnet.vpcId(),
                        subnet.id(),
                        subnet.availabilityZone(),
                        state.ids().nextMac(),
                        request.description(),
                        addresses,
                        groups,
                        true,
                        request.tags(),
                        requester,
                        state.now(),
                        request.connectionTracking(),
                        null);
        state.put(eni);
        if (token != null) {
            byClientToken.put(token, new Created(request, eni));
        }
        return eni;
    }

    Attachment attach(AttachEni request) {
        NetworkInterface eni = state.enis.get(request.eniId());
        Instance instance = state.running(request.instanceId());
        if (eni.attachment() != null) {
            throw new Ec2Exception(
                    "InvalidNetworkInterface.InUse", "Interface: [" + eni.id() + "] in use.");
        }
        if (!eni.availabilityZone().equals(instance.availabilityZone())) {
            throw Errors.invalidCombination(
                    "You may not attach a network interface to an instance if they are not in"
                            + " the same availability zone");
        }
        requireSlot(instance, request);
        addressing.requireFits(eni.addresses(), instance.type());
        return join(eni, instance, request, false, attachSettle);
    }

    /// Ties the interface at device index 0 of an instance that is being launched.
    void attachPrimary(NetworkInterface eni, Instance instance) {
        join(eni, instance, new AttachEni(eni.id(), instance.id(), 0, 0), true, Duration.ZERO);
    }

    void modify(String eniId, EniChange change) {
        NetworkInterface eni = state.enis.get(eniId);
        switch (change) {
            case EniChange.Groups(List<String> groups) ->
                    state.put(eni.withGroups(requireGroups(groups, eni.vpcId())));
            case EniChange.Description(String text) -> state.put(eni.withDescription(text));
            case EniChange.SourceDestCheck(boolean enabled) -> {
                if (eni.attachment() != null) {
                    state.fabric().sourceDestCheck(eniId, enabled);
                }
                state.put(eni.withSourceDestCheck(enabled));
            }
            case EniChange.DeleteOnTermination(String attachmentId, boolean delete) -> {
                Attachment attachment = eni.attachment();
                if (attachment == null || !attachment.id().equals(attachmentId)) {
                    throw ResourceKind.ATTACHMENT.notFound(attachmentId);
                }
                state.put(eni.withAttachment(attachment.withDeleteOnTermination(delete)));
            }
        }
    }

    void detach(String attachmentId) {
        ResourceKind.ATTACHMENT.check(attachmentId);
        NetworkInterface eni =
                state.enis.all().stream()
                        .filter(candidate ->
                                candidate
                                        .attached()
                                        .filter(a -> a.id().equals(attachmentId))
                                        .isPresent())
                        .findFirst()
                        .orElseThrow(() -> ResourceKind.ATTACHMENT.notFound(attachmentId));
        Attachment attachment = eni.attached().orElseThrow();
        if (attachment.deviceIndex() == 0) {
            throw new Ec2Exception(
                    "OperationNotPermitted",
                    "The network interface at device index 0 cannot be detached.");
        }
        if (attachment.status() == Attachment.Status.DETACHING) {
            throw new Ec2Exception(
                    "IncorrectState",
                    "The network interface attachment '"
                            + attachmentId
                            + "' is already detaching.");
        }
        state.fabric().detach(eni.id());
        state.put(eni.withAttachment(attachment.withStatus(Attachment.Status.DETACHING)));
        state.after(detachSettle, () -> finishDetach(eni.id(), attachmentId));
    }

    void delete(String eniId) {
        NetworkInterface eni = state.enis.get(eniId);
        if (eni.attachment() != null) {
            throw Errors.invalidValue("Network interface '" + eniId + "' is currently in use.");
        }
        addressing.releaseAll(eni);
        state.enis.remove(state.now(), eniId);
    }

    /// Takes the interfaces from an instance that goes; those marked so go with it, others become available.
    void separateAll(Instance instance) {
        for (NetworkInterface eni : state.enisOf(instance.id())) {
            Attachment attachment = eni.attached().orElseThrow();
            if (attachment.status() != Attachment.Status.DETACHING) {
                state.fabric().detach(eni.id());
            }
            state.put(eni.withAttachment(null));
            if (attachment.deleteOnTermination()) {
                delete(eni.id());
            }
        }
    }

    private Attachment join(
            NetworkInterface eni,
            Instance instance,
            AttachEni request,
            boolean deleteOnTermination,
            Duration settle) {
        Attachment attachment =
                new Attachment(
                        state.ids().next(ResourceKind.ATTACHMENT),
                        instance.id(),
                        request.deviceIndex(),
                        request.networkCard(),
                        deleteOnTermination,
                        Attachment.Status.ATTACHING,
                        state.now());
        EniAddresses addresses = eni.addresses();
        state.fabric()
                .attach(
                        new FabricEni(
                                eni.id(),
                                instance.id(),
                                request.deviceIndex(),
                                request.networkCard(),
                                eni.mac(),
                                addresses.primary(),
                                eni.subnetId(),
                                addresses.others(),
                                eni.sourceDestCheck()));
        state.put(eni.withAttachment(attachment));
        state.after(settle, () -> finishAttach(eni.id(), attachment.id()));
        return attachment;
    }

    private void finishAttach(String eniId, String attachmentId) {
        state.enis
                .find(eniId)
                .ifPresent(eni -> {
                    Attachment attachment = eni.attachment();
                    if (attachment != null
                            && attachment.id().equals(attachmentId)
                            && attachment.status() == Attachment.Status.ATTACHING) {
                        state.put(
                                eni.withAttachment(
                                        attachment.withStatus(Attachment.Status.ATTACHED)));
                    }
                });
    }

    private void finishDetach(String eniId, String attachmentId) {
        state.enis
                .find(eniId)
                .ifPresent(eni -> {
                    Attachment attachment = eni.attachment();
                    if (attachment != null && attachment.id().equals(attachmentId)) {
                        state.put(eni.withAttachment(null));
                    }
                });
    }

    private void requireSlot(Instance instance, AttachEni request) {
        List<Integer> cards = instance.type().cards();
        int card = request.networkCard();
        if (card < 0 || card >= cards.size()) {
            throw Errors.invalidValue(
                    "The network card index "
                            + card
                            + " is not valid for the instance type "
                            + instance.type().name()
                            + ".");
        }
        List<Attachment> onCard =
                state.enisOf(instance.id()).stream()
                        .flatMap(eni -> eni.attached().stream())
                        .filter(attachment -> attachment.networkCard() == card)
                        .toList();
        if (onCard.size() >= cards.get(card)) {
            throw new Ec2Exception(
                    "AttachmentLimitExceeded",
                    "Interface count "
                            + (onCard.size() + 1)
                            + " exceeds the limit for "
                            + instance.type().name());
        }
        if (onCard.stream()
                .anyMatch(attachment -> attachment.deviceIndex() == request.deviceIndex())) {
            throw Errors.invalidValue(
                    "Instance '"
                            + instance.id()
                            + "' already has an interface attached at device index '"
                            + request.deviceIndex()
                            + "'.");
        }
    }

    /// The groups to use, the VPC's default one if none was named.
    private List<String> requireGroups(List<String> wanted, String vpcId) {
        if (wanted.isEmpty()) {
            return state.groups.all().stream()
                    .filter(group -> group.vpcId().equals(vpcId) && group.name().equals("default"))
                    .map(SecurityGroup::id)
                    .toList();
        }
        for (String id : wanted) {
            ResourceKind.SECURITY_GROUP.check(id);
            SecurityGroup group =
                    state.groups
                            .find(id)
                            .orElseThrow(() ->
                                    new Ec2Exception(
                                            "InvalidSecurityGroupID.NotFound",
                                            "The security group '" + id + "' does not exist"));
            if (!group.vpcId().equals(vpcId)) {
                throw Errors.invalidValue(
                        "You have specified two resources that belong to different networks.");
            }
        }
        return wanted;
    }
}
