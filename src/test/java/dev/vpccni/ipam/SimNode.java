package dev.vpccni.ipam;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// A node whose EC2 does at once whatever a plan asks: the pool, the clock and the answers of EC2 in one place.
///
/// Starts with the primary ENI, set up and without pod addresses, on an instance of the named type.
public final class SimNode {
    public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    public static final Duration COOLDOWN = Duration.ofSeconds(30);
    public static final SubnetId SUBNET = new SubnetId("subnet-0a");
    public static final EniId PRIMARY = new EniId("eni-0");

    private final Limits limits;
    private Targets targets = new Targets(1, 0, 0, OptionalInt.empty());
    private Demand demand = Demand.NONE;
    private Pauses pauses = Pauses.NONE;
    private InFlight inFlight = InFlight.NONE;
    private Optional<Instant> lastShrink = Optional.empty();
    private Instant now = NOON;
    private Pool pool = Pool.empty().addEni(eni(0)).setEniReady(PRIMARY);
    private int enisEver = 1;
    private int addressesEver;
    private int podsEver;

    private SimNode(Limits limits) {
        this.limits = limits;
    }

    /// Errors: IllegalArgumentException for a type that no test needs.
    public static SimNode ofType(String type) {
        return switch (type) {
            case "t3.small" -> new SimNode(limits(3, 4));
            case "m5.large" -> new SimNode(limits(3, 10));
            case "c5.xlarge" -> new SimNode(limits(4, 15));
            case "p3dn.24xlarge" -> new SimNode(limits(15, 50));
            default -> throw new IllegalArgumentException(type);
        };
    }

    public static SimNode withLimits(int enis, int addresses, int maxPods) {
        return new SimNode(new Limits(enis, addresses, maxPods));
    }

    /// A secondary ENI (the primary one for 0) that is not set up and has been there for an hour.
    public static Eni eni(int index) {
        return new Eni(
                new EniId("eni-" + index),
                MacAddress.of(new byte[] {2, 0, 0, 0, 0, (byte) index}),
                0,
                index,
                SUBNET,
                IpPrefix.parse("10.0.0.0/16"),
                new PrimaryAddress(IpAddress.parse("10.0.255." + (index + 4))),
                index == 0,
                EniState.PENDING,
                NOON.minusSeconds(3600));
    }

    public static AttachmentKey key(int pod) {
        return new AttachmentKey("aws-cni", "sandbox-" + pod, "eth0");
    }

    public static PodRef pod(int pod) {
        return new PodRef("default", "pod-" + pod, "uid-" + pod);
    }

    public SimNode targets(int warmEni, int warmIp, int minimumIp) {
        targets = new Targets(warmEni, warmIp, minimumIp, OptionalInt.empty());
        return this;
    }

    public SimNode maxEni(int maxEni) {
        targets =
                new Targets(
                        targets.warmEni(),
                        targets.warmIp(),
                        targets.minimumIp(),
                        OptionalInt.of(maxEni));
        return this;
    }

    public SimNode demand(int parked, int bound) {
        demand = new Demand(parked, bound);
        return this;
    }

    public SimNode pauses(Pauses next) {
        pauses = next;
        return this;
    }

    public SimNode inFlight(InFlight next) {
        inFlight = next;
        return this;
    }

    public SimNode later(Duration time) {
        now = now.plus(time);
        return this;
    }

    /// Attaches one more old, ready ENI with so many addresses.
    public SimNode eniWith(int addresses) {
        Eni eni = eni(enisEver++);
        pool = pool.addEni(eni).setEniReady(eni.id());
        return addressesOn(eni.deviceIndex(), addresses);
    }

    /// Gives an ENI more addresses.
    public SimNode addressesOn(int eni, int addresses) {
        pool = pool.addAddresses(new EniId("eni-" + eni), newAddresses(addresses)).pool();
        return this;
    }

    /// Adds so many pods, which must find room.
    public SimNode pods(int number) {
        for (int i = 0; i < number; i++) {
            AssignResult result = pool.assign(key(podsEver), pod(podsEver), now);
            pool = ((AssignResult.Assigned) result).pool();
            podsEver++;
        }
        return this;
    }

    public SimNode release(int pod) {
        pool = ((ReleaseResult.Released) pool.release(key(pod), now, COOLDOWN)).pool();
        return this;
    }

    public SimNode pool(Pool next) {
        pool = next;
        return this;
    }

    public Pool pool() {
        return pool;
    }

    public Instant now() {
        return now;
    }

    public Limits limits() {
        return limits;
    }

    public Situation situation() {
        return new Situation(pool, targets, limits, demand, inFlight, pauses, lastShrink, now);
    }

    public Plan plan() {
        pool = pool.expireCooling(now);
        return Planner.plan(situation());
    }

    /// Plans and carries out until nothing is left to do. Errors: IllegalStateException when that never comes.
    public SimNode settle() {
        for (int i = 0; i < 2; i++) {
            Plan plan = plan();
            if (plan.isEmpty()) {
                return this;
            }
            carryOut(plan);
        }
        throw new IllegalStateException("a second plan is not empty: " + plan().actions());
    }

    public SimNode carryOut(Plan plan) {
        for (Ec2Action action : plan.actions()) {
            switch (action) {
                case Ec2Action.CreateEni create -> create(create.addresses());
                case Ec2Action.AssignAddresses assign ->
                        pool =
                                pool.addAddresses(assign.eni(), newAddresses(assign.addresses()))
                                        .pool();
                case Ec2Action.UnassignAddresses unassign -> unassign(unassign);
                case Ec2Action.ReleaseEni release -> release(release.eni());
            }
        }
        return this;
    }

    /// Marks all that a plan asks for as under way, and answers nothing.
    public SimNode begin(Plan plan) {
        List<Integer> creates = new ArrayList<>();
        SortedMap<EniId, Integer> assigns = new TreeMap<>();
        for (Ec2Action action : plan.actions()) {
            switch (action) {
                case Ec2Action.CreateEni create -> creates.add(create.addresses());
                case Ec2Action.AssignAddresses assign ->
                        assigns.put(assign.eni(), assign.addresses());
                case Ec2Action.UnassignAddresses unassign ->
                        pool =
                                pool.markLeaving(
                                                unassign.eni(),
                                                unassign.addresses().stream()
                                                        .map(IpAddress::toPrefix)
                                                        .toList())
                                        .pool();
                case Ec2Action.ReleaseEni release ->
                        pool = ((EniChange.Done) pool.beginRelease(release.eni())).pool();
            }
        }
        return inFlight(new InFlight(creates, assigns));
    }

    private void create(int addresses) {
        Eni young = eni(enisEver++);
        Eni eni =
                new Eni(
                        young.id(),
                        young.mac(),
                        0,
                        freeIndex(),
                        young.subnet(),
                        young.subnetCidr(),
                        young.primary(),
                        false,
                        EniState.READY,
                        now);
        pool = pool.addEni(eni).addAddresses(eni.id(), newAddresses(addresses)).pool();
    }

    private void unassign(Ec2Action.UnassignAddresses action) {
        List<IpPrefix> blocks = action.addresses().stream().map(IpAddress::toPrefix).toList();
        BlockChange marked = pool.markLeaving(action.eni(), blocks);
        BlockChange removed = marked.pool().removeBlocks(action.eni(), blocks);
        if (!marked.refused().isEmpty() || !removed.refused().isEmpty()) {
            throw new IllegalStateException(action + " is refused: " + marked.refused());
        }
        pool = removed.pool();
        lastShrink = Optional.of(now);
    }

    private void release(EniId eni) {
        EniChange begun = pool.beginRelease(eni);
        pool = ((EniChange.Done) begun).pool();
        pool = ((EniChange.Done) pool.removeEni(eni)).pool();
        lastShrink = Optional.of(now);
    }

    private int freeIndex() {
        int index = 0;
        for (EniAddresses eni :
                pool.enis().stream()
                        .sorted((a, b) -> Eni.BY_SLOT.compare(a.eni(), b.eni()))
                        .toList()) {
            if (eni.eni().deviceIndex() == index) {
                index++;
            }
        }
        return index;
    }

    private List<IpAddress> newAddresses(int number) {
        List<IpAddress> addresses = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            addresses.add(IpAddress.parse("10.0.1.0").plus(addressesEver++));
        }
        return addresses;
    }

    private static Limits limits(int enis, int addresses) {
        return new Limits(enis, addresses, enis * (addresses - 1) + 2);
    }
}
