package dev.vpccni.lab;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.lab.account.Account;
import dev.vpccni.lab.account.Instance;
import dev.vpccni.lab.account.NetworkInterface;
import dev.vpccni.lab.fabric.FabricOptions;
import dev.vpccni.lab.fabric.InternetHost;
import dev.vpccni.lab.fabric.LinuxFabric;
import dev.vpccni.lab.fabric.Spoof;
import dev.vpccni.lab.http.Pause;
import dev.vpccni.lab.node.Leftovers;
import dev.vpccni.lab.node.MachineSpec;
import dev.vpccni.lab.node.Node;
import dev.vpccni.lab.scenario.NodeSpec;
import dev.vpccni.lab.scenario.SimulatedAws;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
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
    private final SimulatedAws aws;
    private final Services services;
    private final SplittableRandom random;
    private final List<LabNode> nodes = new ArrayList<>();

    private Lab(LabOptions options, LinuxFabric fabric) {
        this.options = options;
        this.fabric = fabric;
        this.random = new SplittableRandom(options.scenario().seed());
        this.aws =
                new SimulatedAws(
                        options.scenario(), InstantSource.system(), Pause.sleeping(), fabric);
        this.services = Services.start(fabric, aws);
    }

    /// Builds the network and boots the nodes; agents and pods are the caller's.
    ///
    /// Errors: IllegalStateException without root; NetlinkException, NftablesException or NativeException when the
    /// kernel refuses something. Nothing is left then.
    public static Lab start(LabOptions options) {
        requireRoot();
        removeLeftovers(options);
        empty(options.directory());
        LinuxFabric fabric = LinuxFabric.create(fabricOptions(options));
        Lab lab;
        try {
            lab = new Lab(options, fabric);
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

    /// Removes whatever a lab of this prefix left, whoever it was that ended it: processes, namespaces, files.
    public static void removeLeftovers(LabOptions options) {
        Leftovers.find(options.prefix()).remove();
        if (Files.exists(options.directory())) {
            empty(options.directory());
            delete(options.directory());
        }
    }

    public LabOptions options() {
        return options;
    }

    /// The simulated AWS: faults, latency, throttling.
    public SimulatedAws aws() {
        return aws;
    }

    public Account account() {
        return aws.account();
    }

    /// The network: namespaces, packet captures, public addresses.
    public LinuxFabric fabric() {
        return fabric;
    }

    /// The interface that owns this address, if any.
    public Optional<NetworkInterface> owner(IpAddress address) {
        return account().snapshot().enis().stream()
                .filter(eni -> eni.addresses().owns(address))
                .findFirst();
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

    /// Does something with all nodes at the same time; returns when all are done.
    ///
    /// Errors: the first exception of `work`, after the others ended.
    public void onAllNodes(Consumer<LabNode> work) {
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            nodes().forEach(node -> running.add(threads.submit(() -> work.accept(node))));
        }
        for (Future<?> ended : running) {
            if (ended.state() == Future.State.FAILED
                    && ended.exceptionNow() instanceof RuntimeException failure) {
                throw failure;
            }
        }
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
        onAllNodes(LabNode::close);
        nodes.clear();
        services.close();
        fabric.close();
    }

    private void bootAll() {
        aws.subnets().values().forEach(subnet -> fabric.addSubnet(subnet.gateway()));
        for (NodeSpec spec : options.scenario().topology().nodes()) {
            nodes.add(boot(aws.launch(spec), publicAddress(nodes.size())));
        }
    }

    private LabNode boot(Instance instance, IpAddress publicAddress) {
        fabric.mapPublicAddress(instance.privateIp(), publicAddress);
        IpPrefix subnet = account().subnet(instance.subnetId()).orElseThrow().cidr();
        MachineSpec spec =
                new MachineSpec(
                        instance.name(),
                        instance.id(),
                        instance.privateIp(),
                        subnet,
                        options.shown());
        Path directory = options.directory().resolve(instance.name());
        Node machine = Node.boot(spec, fabric.machine(instance.id()), directory);
        return new LabNode(instance, machine, ec2Endpoint(), random.split());
    }

    private static FabricOptions fabricOptions(LabOptions options) {
        List<IpPrefix> blocks = new ArrayList<>(options.scenario().topology().cidrs());
        IpPrefix ipv6 = options.scenario().topology().ipv6();
        if (ipv6 != null) {
            blocks.add(ipv6);
        }
        return new FabricOptions(options.prefix(), blocks, options.imdsHopLimit());
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

    /// Removes the lab's directory, and those above it that are for labs alone and empty now.
    private static void delete(Path directory) {
        try {
            Files.deleteIfExists(directory);
            Path above = directory.getParent();
            while (above != null && above.toString().contains("/vpc-lab")) {
                Files.deleteIfExists(above);
                above = above.getParent();
            }
        } catch (DirectoryNotEmptyException otherLabs) {
            // They remove it in their turn.
        } catch (IOException e) {
            throw new UncheckedIOException("delete " + directory, e);
        }
    }
}
