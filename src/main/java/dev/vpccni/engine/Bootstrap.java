package dev.vpccni.engine;

import dev.vpccni.ec2.CallBudget;
import dev.vpccni.ec2.DeviceSlot;
import dev.vpccni.ec2.Ec2Failure;
import dev.vpccni.ec2.Ec2Reads;
import dev.vpccni.ec2.EniUpkeep;
import dev.vpccni.ec2.InstanceLimits;
import dev.vpccni.ec2.InterfaceAttachment;
import dev.vpccni.ec2.InterfaceQuery;
import dev.vpccni.ec2.NetworkInterface;
import dev.vpccni.ec2.OwnerTags;
import dev.vpccni.imds.AttachedEni;
import dev.vpccni.imds.Imds;
import dev.vpccni.imds.ImdsException;
import dev.vpccni.imds.NodeIdentity;
import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.AttachmentKey;
import dev.vpccni.ipam.Eni;
import dev.vpccni.ipam.EniAddresses;
import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.EniState;
import dev.vpccni.ipam.InstanceId;
import dev.vpccni.ipam.Limits;
import dev.vpccni.ipam.Pool;
import dev.vpccni.ipam.PrimaryAddress;
import dev.vpccni.ipam.RestoreResult;
import dev.vpccni.ipam.Targets;
import dev.vpccni.store.JournalState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The start: who am I (IMDS), what do I have (EC2, with IMDS as a hint), who held what (journal), set up the host,
/// serve.
///
/// Each step is tried until it works, and says meanwhile what it waits for; ADDs are parked all the time. No step
/// needs the Kubernetes API. When EC2 cannot be read, addresses that only IMDS shows are kept back until EC2 confirms
/// them, but pods keep what the journal says they have.
public final class Bootstrap {
    private static final Logger LOG = Logger.getLogger(Bootstrap.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final Duration LEFTOVER_GAP = Duration.ofMinutes(30);

    /// Older than any create of ours that may still be under way.
    private static final Duration LEFTOVER_AGE = Duration.ofMinutes(10);

    /// EC2's word at start is worth waiting for, but not for longer than a runtime waits for an ADD.
    private static final Duration EC2_PATIENCE = Duration.ofSeconds(20);

    private final Engine engine;
    private final Imds imds;
    private final Function<String, Ports> connect;
    private final Settings settings;
    private final Tombstones tombstones;
    private final InstantSource clock;
    private volatile @Nullable HostPort host;
    private volatile @Nullable ExecutorService background;
    private volatile Runnable leftovers = () -> {};
    private volatile Instant nextLeftovers = Instant.MAX;

    /// @param connect makes the ports for the region that IMDS names
    public Bootstrap(
            Engine engine,
            Imds imds,
            Function<String, Ports> connect,
            Settings settings,
            InstantSource clock) {
        this.engine = engine;
        this.imds = imds;
        this.connect = connect;
        this.settings = settings;
        this.tombstones = new Tombstones(settings.tombstones());
        this.clock = clock;
    }

    /// Blocks until the engine serves. Errors: InterruptedException when the agent is stopped meanwhile.
    public void run() throws InterruptedException {
        Instant begun = clock.instant();
        NodeIdentity identity = persist("the instance metadata service", imds::identity);
        Ports ports = connect.apply(identity.region());
        List<AttachedEni> hints = persist("the instance metadata service", imds::attachedEnis);
        List<IpPrefix> vpcCidrs =
                persist("the instance metadata service", () -> imds.vpcCidrs(Family.IPV4));
        InstanceLimits type =
                persist(
                        "the limits of instance type " + identity.instanceType(),
                        () -> ports.reads().limits(identity.instanceType(), CallBudget.warmUp()));
        Optional<Map<EniId, NetworkInterface>> described = describe(identity.instanceId(), ports);
        NodeFacts node = facts(identity, hints, vpcCidrs, described);
        Pool pool = restore(pool(hints, described, ports.slots()), ports.loaded().state());
        if (!ports.loaded().complete()) {
            pool =
                    LostPods.hold(
                            pool, ports.host().podAddresses(), ports.journal(), clock.instant());
        }
        this.host = ports.host();
        engine.starting("the node's network is being set up");
        Pool ready = setUpHost(pool, vpcCidrs, ports.host());
        engine.serve(ports, node, policy(type, leftAlone(hints, ready, described)), ready);
        LOG.infof(
                "serving instance=%s type=%s enis=%d addresses=%d assigned=%d took=%dms",
                identity.instanceId(),
                identity.instanceType(),
                ready.enis().size(),
                ready.counts().total(),
                ready.counts().assigned(),
                Duration.between(begun, clock.instant()).toMillis());
        maintain();
        if (described.isEmpty()) {
            ports.threads().execute(() -> confirmLater(ready, ports.reads()));
        }
        ports.threads().execute(() -> deleteLeftovers(identity.instanceId(), begun, ports));
        nextLeftovers = clock.instant().plus(LEFTOVER_GAP);
        leftovers =
                () ->
                        deleteLeftovers(
                                identity.instanceId(), clock.instant().minus(LEFTOVER_AGE), ports);
        background = ports.threads();
        ports.threads().execute(() -> tag(node, described.orElse(Map.of()), ports.upkeep()));
    }

    /// What is to be done from time to time: replays the DELs that the plugin served without us, lets go of the addresses
    /// of forgotten pods that have gone, and deletes ENIs that were made for this node and never attached.
    public void maintain() {
        engine.replay(tombstones.read(), tombstones::remove);
        ExecutorService threads = background;
        if (threads != null && !clock.instant().isBefore(nextLeftovers)) {
            nextLeftovers = clock.instant().plus(LEFTOVER_GAP);
            threads.execute(leftovers);
        }
        HostPort known = host;
        Snapshot snapshot = engine.snapshot().orElse(null);
        if (known != null && snapshot != null && LostPods.any(snapshot.pool())) {
            for (AttachmentKey gone : LostPods.gone(snapshot.pool(), known.podAddresses())) {
                var _ = engine.release(gone);
            }
        }
    }

    private Optional<Map<EniId, NetworkInterface>> describe(InstanceId instance, Ports ports) {
        engine.starting("EC2 is asked which addresses this node has");
        try {
            List<NetworkInterface> found =
                    ports.reads()
                            .interfaces(
                                    InterfaceQuery.attachedTo(instance),
                                    new CallBudget(
                                            dev.vpccni.ec2.Priority.WAITING_POD, EC2_PATIENCE));
            return Optional.of(
                    found.stream()
                            .collect(Collectors.toMap(NetworkInterface::id, Function.identity())));
        } catch (Ec2Failure e) {
            LOG.warnf(
                    "ec2 not read cause=%s next=addresses that only IMDS shows are kept back until EC2 answers",
                    e.getMessage());
            return Optional.empty();
        }
    }

    private NodeFacts facts(
            NodeIdentity identity,
            List<AttachedEni> hints,
            List<IpPrefix> vpcCidrs,
            Optional<Map<EniId, NetworkInterface>> described)
            throws InterruptedException {
        AttachedEni primary =
                hints.stream()
                        .filter(AttachedEni::primary)
                        .findFirst()
                        .orElseThrow(() ->
                                new ImdsException(
                                        "meta-data/network/interfaces/macs/",
                                        200,
                                        "IMDS shows no primary ENI with MAC "
                                                + identity.primaryMac(),
                                        null));
        IpPrefix subnetCidr = subnetCidr(primary);
        Optional<NetworkInterface> primaryAtEc2 = described.map(all -> all.get(primary.id()));
        return new NodeFacts(
                identity.instanceId(),
                identity.instanceType(),
                identity.region(),
                primary.subnet(),
                subnetCidr,
                persist("the instance metadata service", imds::securityGroups),
                vpcCidrs,
                OwnerTags.ofManaged(
                        identity.instanceId(), settings.clusterName(), settings.additionalTags()),
                primaryAtEc2
                        .map(NetworkInterface::connectionTracking)
                        .orElse(dev.vpccni.ec2.ConnectionTracking.DEFAULTS),
                settings.externalSnat(),
                settings.policyMode());
    }

    private static IpPrefix subnetCidr(AttachedEni eni) {
        IpPrefix cidr = eni.subnetCidr();
        if (cidr == null) {
            throw new ImdsException(
                    "meta-data/network/interfaces/macs/" + eni.mac() + "/subnet-ipv4-cidr-block",
                    404,
                    "the primary ENI " + eni.id() + " is in a subnet without an IPv4 block",
                    null);
        }
        return cidr;
    }

    // ---- pool

    private Pool pool(
            List<AttachedEni> hints,
            Optional<Map<EniId, NetworkInterface>> described,
            DeviceSlots slots) {
        Pool pool = Pool.empty();
        for (AttachedEni hint : hints) {
            if (hint.ipv4Addresses().isEmpty() || hint.subnetCidr() == null) {
                slots.occupy(
                        new DeviceSlot(hint.networkCard(), hint.deviceNumber()), hint.id(), null);
                LOG.infof("eni left alone eni=%s cause=it has no IPv4 address", hint.id());
                continue;
            }
            Optional<NetworkInterface> known = described.map(all -> all.get(hint.id()));
            if (described.isPresent() && known.isEmpty() && !hint.primary()) {
                LOG.infof(
                        "eni left out eni=%s cause=EC2 says it is not attached any more",
                        hint.id());
                continue;
            }
            if (known.map(NetworkInterface::tags).filter(Bootstrap::isUnmanaged).isPresent()
                    && !hint.primary()) {
                slots.occupy(
                        new DeviceSlot(hint.networkCard(), hint.deviceNumber()), hint.id(), null);
                LOG.infof("eni left alone eni=%s cause=it is tagged no_manage", hint.id());
                continue;
            }
            pool = add(pool, hint, known, slots);
        }
        return addUnseen(pool, hints, described.orElse(Map.of()).values(), slots);
    }

    /// ENIs that EC2 has attached and IMDS does not show yet: a start soon after an attach.
    private Pool addUnseen(
            Pool pool,
            List<AttachedEni> hints,
            Collection<NetworkInterface> described,
            DeviceSlots slots) {
        Optional<AttachedEni> primary = hints.stream().filter(AttachedEni::primary).findFirst();
        Pool next = pool;
        for (NetworkInterface eni : described) {
            InterfaceAttachment attachment = eni.attachment();
            IpAddress own = eni.primary();
            boolean seen = hints.stream().anyMatch(hint -> hint.id().equals(eni.id()));
            if (seen || attachment == null || own == null || isUnmanaged(eni.tags())) {
                continue;
            }
            if (primary.isEmpty() || !primary.get().subnet().equals(eni.subnet())) {
                LOG.warnf(
                        "eni left alone eni=%s cause=IMDS does not show it, and its subnet is another",
                        eni.id());
                continue;
            }
            List<IpAddress> addresses = new ArrayList<>(List.of(own));
            addresses.addAll(eni.secondaries());
            AttachedEni hint =
                    new AttachedEni(
                            eni.id(),
                            eni.mac(),
                            false,
                            attachment.deviceIndex(),
                            attachment.networkCard(),
                            eni.subnet(),
                            primary.get().subnetCidr(),
                            List.of(),
                            addresses,
                            List.of(),
                            List.of(),
                            List.of());
            LOG.infof("eni known to EC2 only eni=%s device=%d", eni.id(), attachment.deviceIndex());
            next = add(next, hint, Optional.of(eni), slots);
        }
        return next;
    }

    private static boolean isUnmanaged(Map<String, String> tags) {
        return "true".equals(tags.get(OwnerTags.NO_MANAGE));
    }

    private Pool add(
            Pool pool, AttachedEni hint, Optional<NetworkInterface> known, DeviceSlots slots) {
        slots.occupy(
                new DeviceSlot(hint.networkCard(), hint.deviceNumber()),
                hint.id(),
                known.map(NetworkInterface::attachment).map(InterfaceAttachment::id).orElse(null));
        Eni eni =
                new Eni(
                        hint.id(),
                        hint.mac(),
                        hint.networkCard(),
                        hint.deviceNumber(),
                        hint.subnet(),
                        subnetCidr(hint),
                        new PrimaryAddress(hint.ipv4Addresses().getFirst()),
                        hint.primary(),
                        EniState.PENDING,
                        clock.instant());
        List<IpAddress> secondaries =
                known.map(NetworkInterface::secondaries)
                        .orElse(hint.ipv4Addresses().subList(1, hint.ipv4Addresses().size()));
        Pool next = pool.addEni(eni).addAddresses(eni.id(), secondaries).pool();
        return known.isPresent()
                ? next
                : next.doubt(eni.id(), secondaries.stream().map(IpAddress::toPrefix).toList())
                        .pool();
    }

    private Pool restore(Pool pool, JournalState journal) {
        Pool next = pool;
        for (var entry : journal.assignments()) {
            RestoreResult result = next.restore(entry);
            next = result.pool();
            switch (result) {
                case RestoreResult.Restored ignored -> {}
                case RestoreResult.Stray ignored ->
                        LOG.warnf(
                                "assignment of an absent address kept attachment=%s address=%s",
                                entry.key(), entry.address());
                case RestoreResult.Conflict conflict ->
                        LOG.warnf("assignment set aside cause=%s", conflict.why());
            }
        }
        for (var cooling : journal.cooling().entrySet()) {
            next = next.restoreCooling(cooling.getKey(), cooling.getValue());
        }
        return next;
    }

    // ---- host

    private Pool setUpHost(Pool pool, List<IpPrefix> vpcCidrs, HostPort host)
            throws InterruptedException {
        List<Eni> enis = pool.enis().stream().map(EniAddresses::eni).toList();
        Set<EniId> missing = persist("the node's network", () -> host.apply(enis, vpcCidrs));
        Pool ready = pool;
        for (Eni eni : enis) {
            if (!missing.contains(eni.id())) {
                ready = ready.setEniReady(eni.id());
            }
        }
        return ready;
    }

    // ---- after the start

    private void confirmLater(Pool known, Ec2Reads reads) {
        List<EniId> ids = known.enis().stream().map(eni -> eni.eni().id()).toList();
        try {
            Map<EniId, NetworkInterface> found =
                    persist(
                            "EC2",
                            () ->
                                    reads
                                            .interfaces(
                                                    InterfaceQuery.ids(ids), CallBudget.warmUp())
                                            .stream()
                                            .collect(
                                                    Collectors.toMap(
                                                            NetworkInterface::id,
                                                            Function.identity())));
            ids.forEach(id -> engine.described(id, Optional.ofNullable(found.get(id))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// ENIs made for this instance that never got attached: a crash between create and attach leaves one.
    private static void deleteLeftovers(InstanceId instance, Instant before, Ports ports) {
        List<NetworkInterface> made;
        try {
            made = ports.reads().interfaces(InterfaceQuery.madeFor(instance), CallBudget.cleanUp());
        } catch (Ec2Failure e) {
            LOG.warnf(
                    "leftovers not looked for cause=%s next=in %dmin",
                    e.getMessage(), LEFTOVER_GAP.toMinutes());
            return;
        }
        for (NetworkInterface left : made) {
            if (left.attachment() == null
                    && left.status().equals("available")
                    && isOlder(left, before)) {
                deleteLeftover(left.id(), ports);
            }
        }
    }

    private static void deleteLeftover(EniId eni, Ports ports) {
        try {
            ports.lifecycle().delete(eni, CallBudget.cleanUp());
            LOG.infof("leftover deleted eni=%s", eni);
        } catch (Ec2Failure e) {
            LOG.warnf(
                    "leftover not deleted eni=%s cause=%s next=in %dmin",
                    eni, e.getMessage(), LEFTOVER_GAP.toMinutes());
        }
    }

    /// Made before this start, so not by it; our ENIs carry the time in a tag from their first moment.
    private static boolean isOlder(NetworkInterface eni, Instant begun) {
        try {
            return Instant.parse(
                            eni.tags().getOrDefault(OwnerTags.CREATED_AT, Instant.EPOCH.toString()))
                    .isBefore(begun.truncatedTo(ChronoUnit.SECONDS));
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private void tag(NodeFacts node, Map<EniId, NetworkInterface> described, EniUpkeep upkeep) {
        Map<String, String> wanted =
                OwnerTags.ofManaged(
                        node.instance(), settings.clusterName(), settings.additionalTags());
        for (NetworkInterface eni : described.values()) {
            if (!isUnmanaged(eni.tags())) {
                try {
                    upkeep.tag(
                            eni.id(), OwnerTags.missing(wanted, eni.tags()), CallBudget.cleanUp());
                } catch (Ec2Failure e) {
                    LOG.warnf("eni not tagged eni=%s cause=%s", eni.id(), e.getMessage());
                }
            }
        }
    }

    /// ENIs of the instance that are not ours to use, but take a place on it.
    private static int leftAlone(
            List<AttachedEni> hints, Pool pool, Optional<Map<EniId, NetworkInterface>> described) {
        return (int)
                hints.stream()
                        .map(AttachedEni::id)
                        .filter(id -> pool.eni(id).isEmpty())
                        .filter(id -> described.map(all -> all.containsKey(id)).orElse(true))
                        .count();
    }

    private Policy policy(InstanceLimits type, int leftAlone) {
        int enis = Math.max(1, type.maxEnis() - leftAlone);
        int maxPods = enis * type.secondariesPerEni() + 2;
        return new Policy(
                settings.targets(),
                new Limits(enis, type.ipv4PerEni(), maxPods),
                settings.cooldown());
    }

    /// Tries until it works, saying what it waits for.
    private <T> T persist(String what, java.util.function.Supplier<T> step)
            throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            engine.starting("waiting for " + what);
            try {
                return step.get();
            } catch (RuntimeException e) {
                engine.starting(what + " failed: " + e.getMessage());
                LOG.warnf(
                        "start delayed step=%s cause=%s next=in %dms",
                        what, e.getMessage(), pause.toMillis());
                Thread.sleep(pause);
                pause =
                        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                                ? LONGEST_PAUSE
                                : pause.multipliedBy(2);
            }
        }
    }

    /// What the operator wants, as far as the start needs it.
    ///
    /// @param clusterName null when CLUSTER_NAME is not set
    public record Settings(
            Targets targets,
            Duration cooldown,
            @org.jspecify.annotations.Nullable String clusterName,
            Map<String, String> additionalTags,
            boolean externalSnat,
            String policyMode,
            java.nio.file.Path tombstones) {
        public Settings {
            additionalTags = Map.copyOf(additionalTags);
        }
    }
}
