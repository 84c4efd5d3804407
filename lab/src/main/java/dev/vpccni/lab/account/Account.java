package dev.vpccni.lab.account;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One AWS account: what the lab builds and looks at directly. [#ec2] holds what a node may ask of it.
///
/// One lock orders all changes, and the [Fabric] is told of each under that lock. With the same generator and the same
/// order of calls all ids, MAC and IP addresses are the same. Safe for threads; the lock is reentrant, so a fabric may
/// read the account.
public final class Account {
    private final ReentrantLock lock = new ReentrantLock();
    private final AccountSettings settings;
    private final AccountState state;
    private final InstanceTypes types = InstanceTypes.builtIn();
    private final EniLifecycle lifecycle;
    private final Describes describes;
    private final Ec2Calls ec2;
    private final CallJournal journal = new CallJournal();
    private final CredentialIssuer credentials;

    public Account(
            AccountSettings settings, InstantSource clock, RandomGenerator random, Fabric fabric) {
        this.settings = settings;
        this.state = new AccountState(clock, random, fabric);
        Addressing addressing = new Addressing(state);
        this.lifecycle = new EniLifecycle(state, addressing, settings);
        this.describes = new Describes(state, types);
        this.ec2 = new Ec2Calls(this::locked, lifecycle, addressing, describes, new Tagging(state));
        this.credentials = new CredentialIssuer(clock, new SplittableRandom(random.nextLong()));
    }

    public AccountSettings settings() {
        return settings;
    }

    /// The calls of the EC2 API.
    public Ec2Calls ec2() {
        return ec2;
    }

    /// The EC2 calls made so far. Shape: whoever serves the EC2 API adds to it.
    public CallJournal journal() {
        return journal;
    }

    /// The credentials of the instances' role.
    public CredentialIssuer credentials() {
        return credentials;
    }

    /// Makes a VPC with one IPv4 block, and the security group `default` that every VPC has.
    public Vpc createVpc(IpPrefix cidr) {
        return createVpc(cidr, null);
    }

    /// Makes a VPC with an IPv4 block and, if given, an IPv6 block.
    public Vpc createVpc(IpPrefix cidr, @Nullable IpPrefix ipv6) {
        return locked(() -> {
            Vpc vpc = new Vpc(state.ids().next(ResourceKind.VPC), List.of(cidr), ipv6, Tags.none());
            state.vpcs.put(state.now(), vpc.id(), vpc);
            createGroup(vpc.id(), "default", "default VPC security group");
            return vpc;
        });
    }

    /// Adds a block to a VPC, which IMDS shows to every node of it.
    public Vpc addVpcCidr(String vpcId, IpPrefix cidr) {
        return locked(() -> {
            Vpc grown = state.vpcs.get(vpcId).withCidr(cidr);
            state.vpcs.put(state.now(), vpcId, grown);
            return grown;
        });
    }

    /// Makes a subnet without IPv6.
    public Subnet createSubnet(String vpcId, IpPrefix cidr, String availabilityZone) {
        return createSubnet(vpcId, cidr, availabilityZone, null);
    }

    /// Makes a subnet. Errors: InvalidSubnet.Range outside the VPC, InvalidSubnet.Conflict with another subnet,
    /// IllegalArgumentException for a block that is not /16 to /28, or not /64 for IPv6.
    public Subnet createSubnet(
            String vpcId, IpPrefix cidr, String availabilityZone, @Nullable IpPrefix ipv6) {
        return locked(() -> {
            Vpc vpc = state.vpcs.get(vpcId);
            if (vpc.cidrs().stream().noneMatch(block -> block.contains(cidr))) {
                throw new Ec2Exception(
                        "InvalidSubnet.Range", "The CIDR '" + cidr + "' is invalid.");
            }
            boolean overlaps =
                    state.subnets.all().stream()
                            .filter(other -> other.vpcId().equals(vpcId))
                            .anyMatch(other ->
                                    other.cidr().contains(cidr) || cidr.contains(other.cidr()));
            if (overlaps) {
                throw new Ec2Exception(
                        "InvalidSubnet.Conflict",
                        "The CIDR '" + cidr + "' conflicts with another subnet");
            }
            Subnet subnet =
                    new Subnet(
                            state.ids().next(ResourceKind.SUBNET),
                            vpcId,
                            cidr,
                            ipv6,
                            availabilityZone,
                            Tags.none());
            state.addSubnet(subnet);
            return subnet;
        });
    }

    public SecurityGroup createSecurityGroup(String vpcId, String name, String description) {
        return locked(() -> createGroup(state.vpcs.get(vpcId).id(), name, description));
    }

    /// Launches an instance with its primary interface attached, telling the fabric of both.
    ///
    /// Errors: Ec2Exception InvalidInstanceType, and those of CreateNetworkInterface.
    public Instance launchInstance(LaunchSpec spec) {
        return locked(() -> launch(spec));
    }

    /// Ends an instance: its interfaces are detached, those marked DeleteOnTermination are deleted.
    public void terminateInstance(String instanceId) {
        locked(() -> {
            Instance instance = state.running(instanceId);
            lifecycle.separateAll(instance);
            state.fabric().terminated(instanceId);
            state.instances.put(
                    state.now(), instanceId, instance.withState(Instance.State.TERMINATED));
            return instance;
        });
    }

    /// Changes how long attachments made from now on take to settle.
    public void settle(Duration attach, Duration detach) {
        locked(() -> {
            lifecycle.settle(attach, detach);
            return attach;
        });
    }

    /// The account as it is now.
    public AccountSnapshot snapshot() {
        return locked(() -> {
            List<NetworkInterface> enis = state.enis.all();
            return new AccountSnapshot(
                    state.now(),
                    state.vpcs.all(),
                    state.subnets.all().stream()
                            .map(subnet -> Describes.view(subnet, enis))
                            .toList(),
                    state.groups.all(),
                    state.instances.all().stream()
                            .filter(instance -> instance.state() == Instance.State.RUNNING)
                            .toList(),
                    enis);
        });
    }

    /// A running instance with its interfaces as they were at that moment: what IMDS shows of it.
    public Optional<InstanceView> instanceAt(String instanceId, Instant when) {
        return locked(() ->
                state.instances
                        .findAt(instanceId, when)
                        .filter(instance -> instance.state() == Instance.State.RUNNING)
                        .map(instance -> Describes.view(instance, state.enis.allAt(when))));
    }

    /// Takes addresses of a subnet for interfaces that belong to nobody the lab knows: the other
    /// users of a VPC. They lie at random places, so prefixes run out long before addresses do.
    public void occupy(String subnetId, int addresses) {
        locked(() -> {
            int left = addresses;
            while (left > 0) {
                int take = Math.min(left, Addressing.MOST_PER_INTERFACE);
                CreateEni request =
                        CreateEni.in(subnetId)
                                .withDescription("other users of the VPC")
                                .withIpv4(AddressAsk.addresses(take - 1));
                lifecycle.create(request, settings.accountId());
                left -= take;
            }
            return left;
        });
    }

    public Optional<Subnet> subnet(String subnetId) {
        return locked(() -> state.subnets.find(subnetId));
    }

    public Optional<Vpc> vpc(String vpcId) {
        return locked(() -> state.vpcs.find(vpcId));
    }

    /// The instance whose interfaces own this address now: who speaks, when the fabric lets nobody lie.
    public Optional<String> instanceOwning(IpAddress address) {
        return locked(() ->
                state.enis.all().stream()
                        .filter(eni -> eni.addresses().owns(address))
                        .flatMap(eni -> eni.attached().stream())
                        .map(Attachment::instanceId)
                        .findFirst());
    }

    /// The number of free aligned /28 blocks of a subnet.
    public int freeBlocks(String subnetId) {
        return locked(() -> state.pool(subnetId).freeBlocks());
    }

    private Instance launch(LaunchSpec spec) {
        InstanceType type =
                types.find(spec.type())
                        .orElseThrow(() -> Errors.unknownTypes(List.of(spec.type())));
        NetworkInterface eni =
                lifecycle.create(
                        CreateEni.in(spec.subnetId())
                                .withPrimary(spec.primary())
                                .withGroups(spec.groups()),
                        settings.accountId());
        Instance instance =
                new Instance(
                        state.ids().next(ResourceKind.INSTANCE),
                        spec.name(),
                        type,
                        eni.availabilityZone(),
                        eni.vpcId(),
                        eni.subnetId(),
                        eni.id(),
                        eni.addresses().primary(),
                        eni.groups(),
                        spec.tags(),
                        state.now(),
                        Instance.State.RUNNING);
        try {
            state.fabric().launched(instance.id(), spec.name());
            lifecycle.attachPrimary(eni, instance);
        } catch (RuntimeException failure) {
            lifecycle.delete(eni.id());
            throw failure;
        }
        state.instances.put(state.now(), instance.id(), instance);
        return instance;
    }

    private SecurityGroup createGroup(String vpcId, String name, String description) {
        SecurityGroup group =
                new SecurityGroup(
                        state.ids().next(ResourceKind.SECURITY_GROUP),
                        vpcId,
                        name,
                        description,
                        Tags.none());
        state.groups.put(state.now(), group.id(), group);
        return group;
    }

    private <T> T locked(Supplier<T> operation) {
        lock.lock();
        try {
            // A fabric that reads the account from inside a call must not see time move.
            if (lock.getHoldCount() == 1) {
                state.advance();
            }
            return operation.get();
        } finally {
            lock.unlock();
        }
    }
}
