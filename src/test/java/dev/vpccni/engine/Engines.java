package dev.vpccni.engine;

import dev.vpccni.ec2.ConnectionTracking;
import dev.vpccni.ec2.DeviceSlot;
import dev.vpccni.ec2.Ec2CallListener;
import dev.vpccni.ec2.EniUpkeep;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.ipam.AttachmentKey;
import dev.vpccni.ipam.Eni;
import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.EniState;
import dev.vpccni.ipam.InstanceId;
import dev.vpccni.ipam.Limits;
import dev.vpccni.ipam.PodRef;
import dev.vpccni.ipam.Pool;
import dev.vpccni.ipam.PrimaryAddress;
import dev.vpccni.ipam.SecurityGroupId;
import dev.vpccni.ipam.SubnetId;
import dev.vpccni.ipam.Targets;
import dev.vpccni.store.AssignmentJournal;
import dev.vpccni.store.JournalEntry;
import dev.vpccni.store.JournalState;
import dev.vpccni.store.Loaded;
import dev.vpccni.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// An engine on a node with one ENI, fakes all round, for tests.
final class Engines implements AutoCloseable {
    static final SubnetId SUBNET = new SubnetId("subnet-a");
    static final EniId PRIMARY = new EniId("eni-primary");
    private static final InstanceId INSTANCE = new InstanceId("i-1");

    final FakeEc2 ec2 = new FakeEc2();
    final MemoryJournal journal = new MemoryJournal();
    final FakeHost host = new FakeHost();
    final Engine engine = new Engine(InstantSource.system(), EngineListener.NONE);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService hostThread = Executors.newSingleThreadExecutor();

    Engines start() {
        engine.start();
        return this;
    }

    /// Serves with so many free addresses on the primary ENI; 3 ENIs of 3 addresses is the limit.
    Engines serve(int free, Targets targets) {
        return serve(free, targets, Duration.ofSeconds(30));
    }

    Engines serve(int free, Targets targets, Duration cooldown) {
        Eni primary =
                new Eni(
                        PRIMARY,
                        MacAddress.parse("0a:00:00:00:00:00"),
                        0,
                        0,
                        SUBNET,
                        IpPrefix.parse("10.0.1.0/24"),
                        new PrimaryAddress(IpAddress.parse("10.0.1.10")),
                        true,
                        EniState.READY,
                        Instant.EPOCH);
        List<IpAddress> addresses = new ArrayList<>();
        for (int i = 0; i < free; i++) {
            addresses.add(IpAddress.parse("10.0.1.11").plus(i));
        }
        DeviceSlots slots = new DeviceSlots();
        slots.occupy(new DeviceSlot(0, 0), PRIMARY, null);
        Ports ports =
                new Ports(
                        ec2,
                        ec2,
                        ec2,
                        new NoUpkeep(),
                        host,
                        journal,
                        new Loaded(JournalState.EMPTY, Loaded.Origin.NOBODY, true, List.of()),
                        new RepeatedCalls(Ec2CallListener.NONE),
                        slots,
                        threads,
                        hostThread);
        NodeFacts node =
                new NodeFacts(
                        INSTANCE,
                        "t3.small",
                        "eu-test-1",
                        SUBNET,
                        IpPrefix.parse("10.0.1.0/24"),
                        List.of(new SecurityGroupId("sg-1")),
                        List.of(IpPrefix.parse("10.0.0.0/16")),
                        Map.of(),
                        ConnectionTracking.DEFAULTS,
                        false,
                        "");
        engine.serve(
                ports,
                node,
                new Policy(targets, new Limits(3, 4, 11), cooldown),
                Pool.empty().addEni(primary).addAddresses(PRIMARY, addresses).pool());
        return this;
    }

    static Targets warmIp(int addresses) {
        return new Targets(1, addresses, 0, OptionalInt.empty());
    }

    static AttachmentKey key(String container) {
        return new AttachmentKey("aws-cni", container, "eth0");
    }

    CompletableFuture<AttachOutcome> add(String container, Duration deadline) {
        return engine.attach(
                key(container), new PodRef("default", "pod-" + container, "uid"), deadline);
    }

    AttachOutcome addNow(String container) {
        return await(add(container, Duration.ofSeconds(10)));
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no answer", e);
        }
    }

    @Override
    public void close() {
        engine.drain();
        threads.shutdownNow();
        hostThread.shutdownNow();
    }

    /// Keeps entries in memory; fails when told to.
    static final class MemoryJournal implements AssignmentJournal {
        final List<JournalEntry> entries =
                java.util.Collections.synchronizedList(new ArrayList<>());
        volatile boolean full;

        @Override
        public Receipt submit(JournalEntry entry) {
            return () -> {
                if (full) {
                    throw new StoreException(
                            StoreException.Kind.DISK_FULL, "no room for the journal", null);
                }
                entries.add(entry);
            };
        }

        @Override
        public void refreshCheckpoint() {}

        @Override
        public void close() {}
    }

    /// Remembers what was applied; fails when told to.
    static final class FakeHost implements HostPort {
        final List<List<EniId>> applied = java.util.Collections.synchronizedList(new ArrayList<>());
        volatile boolean broken;
        volatile Set<EniId> absent = Set.of();
        volatile Set<IpAddress> routed = Set.of();

        @Override
        public Set<EniId> apply(List<Eni> enis, List<IpPrefix> vpcCidrs) {
            if (broken) {
                throw new IllegalStateException(
                        "link of " + enis.getLast().id() + " did not appear");
            }
            applied.add(enis.stream().map(Eni::id).toList());
            return enis.stream().map(Eni::id).filter(absent::contains).collect(Collectors.toSet());
        }

        @Override
        public Set<IpAddress> podAddresses() {
            return routed;
        }
    }

    private static final class NoUpkeep implements EniUpkeep {
        @Override
        public void tag(EniId eni, Map<String, String> tags, dev.vpccni.ec2.CallBudget budget) {}

        @Override
        public void setSecurityGroups(
                EniId eni, Collection<SecurityGroupId> groups, dev.vpccni.ec2.CallBudget budget) {}
    }
}
