package dev.vpccni.lab.account;

import dev.vpccni.inet.IpPrefix;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/// The resources of the account and the address pools of its subnets.
///
/// Not thread-safe; the account's lock guards it. Changes that EC2 makes on its own some time after a call (an
/// attachment that settles) wait in a queue and are made, with their proper time, before anything is read.
final class AccountState {
    private record Due(Instant when, long order, Runnable change) {}

    final Table<Vpc> vpcs = new Table<>(ResourceKind.VPC);
    final Table<Subnet> subnets = new Table<>(ResourceKind.SUBNET);
    final Table<SecurityGroup> groups = new Table<>(ResourceKind.SECURITY_GROUP);
    final Table<Instance> instances = new Table<>(ResourceKind.INSTANCE);
    final Table<NetworkInterface> enis = new Table<>(ResourceKind.NETWORK_INTERFACE);

    private final InstantSource clock;
    private final RandomGenerator random;
    private final Ids ids;
    private final Fabric fabric;
    private final Map<String, AddressPool> pools = new HashMap<>();
    private final Map<String, Ipv6Pool> ipv6Pools = new HashMap<>();
    private final PriorityQueue<Due> due =
            new PriorityQueue<>((a, b) ->
                    a.when().equals(b.when())
                            ? Long.compare(a.order(), b.order())
                            : a.when().compareTo(b.when()));
    private long scheduled;
    private Instant now;

    AccountState(InstantSource clock, RandomGenerator random, Fabric fabric) {
        this.clock = clock;
        this.random = random;
        this.ids = new Ids(random);
        this.fabric = fabric;
        this.now = clock.instant();
    }

    /// Reads the clock and makes every change that has become due; each operation starts with this.
    void advance() {
        Instant until = clock.instant();
        while (!due.isEmpty() && !due.peek().when().isAfter(until)) {
            Due next = due.remove();
            now = next.when();
            next.change().run();
        }
        now = until;
    }

    /// The time of the operation that runs.
    Instant now() {
        return now;
    }

    /// Makes a change later, or at once if there is nothing to wait for.
    void after(Duration delay, Runnable change) {
        if (delay.isZero()) {
            change.run();
        } else {
            due.add(new Due(now.plus(delay), scheduled++, change));
        }
    }

    Ids ids() {
        return ids;
    }

    Fabric fabric() {
        return fabric;
    }

    void addSubnet(Subnet subnet) {
        pools.put(subnet.id(), new AddressPool(subnet.cidr(), random));
        IpPrefix ipv6 = subnet.ipv6Cidr();
        if (ipv6 != null) {
            ipv6Pools.put(subnet.id(), new Ipv6Pool(ipv6, random));
        }
        subnets.put(now, subnet.id(), subnet);
    }

    AddressPool pool(String subnetId) {
        AddressPool pool = pools.get(subnetId);
        if (pool == null) {
            throw ResourceKind.SUBNET.notFound(subnetId);
        }
        return pool;
    }

    Ipv6Pool ipv6Pool(String subnetId) {
        Ipv6Pool pool = ipv6Pools.get(subnetId);
        if (pool == null) {
            throw Errors.invalidValue(
                    "The subnet '" + subnetId + "' does not have an IPv6 CIDR block.");
        }
        return pool;
    }

    void put(NetworkInterface eni) {
        enis.put(now, eni.id(), eni);
    }

    /// The interfaces of an instance, by device index and card.
    List<NetworkInterface> enisOf(String instanceId) {
        return enis.all().stream().filter(eni -> eni.isOn(instanceId)).toList();
    }

    /// The instance, which must run. Errors: IncorrectState.
    Instance running(String instanceId) {
        Instance instance = instances.get(instanceId);
        if (instance.state() != Instance.State.RUNNING) {
            throw new Ec2Exception(
                    "IncorrectState",
                    "The instance '"
                            + instanceId
                            + "' is not in a valid state for this operation.");
        }
        return instance;
    }

    /// Marks addresses as owned by an interface of the subnet.
    void take(String subnetId, Grant granted) {
        AddressPool pool = pool(subnetId);
        granted.ipv4().forEach(pool::take);
        granted.prefixes().forEach(pool::take);
        if (!granted.ipv6().isEmpty() || !granted.ipv6Prefixes().isEmpty()) {
            Ipv6Pool ipv6 = ipv6Pool(subnetId);
            granted.ipv6().forEach(address -> ipv6.take(address.toPrefix()));
            granted.ipv6Prefixes().forEach(ipv6::take);
        }
    }

    /// Gives addresses back to the subnet.
    void release(String subnetId, Grant returned) {
        AddressPool pool = pool(subnetId);
        returned.ipv4().forEach(pool::release);
        returned.prefixes().forEach(pool::release);
        if (!returned.ipv6().isEmpty() || !returned.ipv6Prefixes().isEmpty()) {
            Ipv6Pool ipv6 = ipv6Pool(subnetId);
            returned.ipv6().forEach(address -> ipv6.release(address.toPrefix()));
            returned.ipv6Prefixes().forEach(ipv6::release);
        }
    }
}
