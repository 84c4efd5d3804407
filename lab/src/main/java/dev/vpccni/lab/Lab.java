package dev.vpccni.lab;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.lab.account.Account;
import dev.vpccni.lab.account.AccountSettings;
import dev.vpccni.lab.account.Instance;
import dev.vpccni.lab.account.LaunchSpec;
import dev.vpccni.lab.account.Subnet;
import dev.vpccni.lab.account.Vpc;
import dev.vpccni.lab.fabric.FabricOptions;
import dev.vpccni.lab.fabric.InternetHost;
import dev.vpccni.lab.fabric.LinuxFabric;
import dev.vpccni.lab.fabric.Spoof;
import dev.vpccni.lab.node.Leftovers;
import dev.vpccni.lab.node.Node;
import dev.vpccni.lab.node.NodeSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// A VPC in a box: one simulated account, its network of namespaces, its nodes.
///
/// ```
/// try (Lab lab = Lab.start(LabOptions.named("mytest").showing(checkout))) {
///     LabNode node = lab.node("n1");
///     node.installPlugin(checkout.resolve("cni-bin/target/aws-cni-amd64"));
///     node.startAgent(AgentOptions.packaged(checkout)).awaitReady(Duration.ofSeconds(60));
///     Pod pod = node.pods().add("web");
///     assertThat(lab.spoofed()).isEmpty();
/// }
/// ```
///
/// Needs root. Nothing in the machine's own network namespace is changed; a lab of the same prefix that was killed is
/// cleaned up first. Closing leaves nothing.
public final class Lab implements AutoCloseable {
    private final LabOptions options;
    private final LinuxFabric fabric;
    private final SplittableRandom random;
    private final InstantSource clock = InstantSource.system();
    private final Account account;
    private final List<LabNode> nodes = new ArrayList<>();
    private final Services services;

    private Lab(LabOptions options, LinuxFabric fabric, FabricOptions fabricOptions) {
        this.options = options;
        this.fabric = fabric;
        this.random = new SplittableRandom(options.seed());
        this.account = new Account(AccountSettings.defaults(), clock, random.split(), fabric);
        this.services = Services.start(fabric, fabricOptions, account, clock, random.split());
    }

    /// Builds the network and boots the nodes; agents and pods are the caller's.
    ///
    /// Errors: IllegalStateException without root; NetlinkException, NftablesException or NativeException when the
    /// kernel refuses something. Nothing is left then.
    public static Lab start(LabOptions options) {
        requireRoot();
        Leftovers.find(options.prefix()).remove();
        empty(options.directory());
        FabricOptions fabricOptions =
                new FabricOptions(options.prefix(), List.of(options.vpc()), options.imdsHopLimit());
        LinuxFabric fabric = LinuxFabric.create(fabricOptions);
        Lab lab;
        try {
            lab = new Lab(options, fabric, fabricOptions);
        } catch (RuntimeException e) {
            fabric.close();
            throw e;
        }
        try {
            lab.bootAll();
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    public LabOptions options() {
        return options;
    }

    public Account account() {
        return account;
    }

    /// The network: namespaces, packet captures, public addresses.
    public LinuxFabric fabric() {
        return fabric;
    }

    /// What was sent with a source that the sender does not own.
    public List<Spoof> spoofed() {
        return fabric.spoofed();
    }

    /// The service of the host on the internet, which tells callers how it sees them.
    public InternetHost internet() {
        return services.internet();
    }

    /// URL of the EC2 API as the nodes reach it.
    public String ec2Endpoint() {
        return services.ec2().endpoint().toString();
    }

    public List<LabNode> nodes() {
        return List.copyOf(nodes);
    }

    /// Errors: IllegalArgumentException when there is no node of this name.
    public LabNode node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "there is no node "
                                        + name
                                        + "; there are "
                                        + nodes.stream().map(LabNode::name).toList()));
    }

    /// The public address that the internet gateway translates a node's primary address to.
    public IpAddress publicAddress(LabNode node) {
        return publicAddress(nodes.indexOf(node));
    }

    /// Ends agents and nodes, removes the network and the lab's directory.
    @Override
    public void close() {
        closeKeepingLogs();
        empty(options.directory());
        delete(options.directory());
    }

    /// Like [#close], but the directory with the logs stays.
    public void closeKeepingLogs() {
        nodes.parallelStream().forEach(LabNode::close);
        nodes.clear();
        services.close();
        fabric.close();
    }

    private void bootAll() {
        Vpc vpc = account.createVpc(options.vpc());
        List<Subnet> subnets =
                options.subnets().stream()
                        .map(s -> account.createSubnet(vpc.id(), s.cidr(), s.availabilityZone()))
                        .toList();
        subnets.forEach(subnet -> fabric.addSubnet(subnet.gateway()));
        for (int i = 0; i < options.nodeTypes().size(); i++) {
            Subnet subnet = subnets.get(i % subnets.size());
            boot(i, options.nodeTypes().get(i), subnet);
        }
    }

    private void boot(int index, String type, Subnet subnet) {
        String name = "n" + (index + 1);
        Instance instance = account.launchInstance(LaunchSpec.of(name, type, subnet.id()));
        fabric.mapPublicAddress(instance.privateIp(), publicAddress(index));
        NodeSpec spec =
                new NodeSpec(
                        name, instance.id(), instance.privateIp(), subnet.cidr(), options.shown());
        Node machine =
                Node.boot(spec, fabric.machine(instance.id()), options.directory().resolve(name));
        nodes.add(new LabNode(instance, machine, ec2Endpoint(), random.split()));
    }

    /// Shape: 198.18.0.10, 198.18.0.20, … of the benchmarking network (RFC 2544).
    private static IpAddress publicAddress(int index) {
        return IpAddress.parse("198.18.0.0").plus(10L * (index + 1));
    }

    private static void requireRoot() {
        if (!System.getProperty("user.name", "").equals("root")) {
            throw new IllegalStateException(
                    "the lab makes network namespaces, which needs root: run it with sudo");
        }
    }

    private static void empty(Path directory) {
        try {
            Files.createDirectories(directory);
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    if (!file.equals(directory)) {
                        Files.delete(file);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("empty " + directory, e);
        }
    }

    /// Removes the lab's directory, and the one that holds those of all labs when it was the last.
    private static void delete(Path directory) {
        try {
            Files.deleteIfExists(directory);
            Path labs = directory.getParent();
            if (labs != null && labs.endsWith("vpc-lab")) {
                Files.deleteIfExists(labs);
            }
        } catch (DirectoryNotEmptyException otherLabs) {
            // They remove it in their turn.
        } catch (IOException e) {
            throw new UncheckedIOException("delete " + directory, e);
        }
    }
}
