package dev.vpccni.lab.node;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.lab.fabric.NetworkNamespace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One machine of the lab: its own network, files, processes and host name.
///
/// It boots like an instance that has just asked DHCP: eth0 with the primary address and the default route, forwarding
/// on, strict reverse-path filter. The file tree is an overlay of the machine's own, so every program that is installed
/// here runs there, and what a node writes stays in the node and goes with it.
///
/// Closing kills the node's first process, with which the kernel ends all others and drops the file tree.
public final class Node implements AutoCloseable {
    private static final Duration BOOT = Duration.ofSeconds(20);
    private static final Duration END = Duration.ofSeconds(20);

    private final MachineSpec spec;
    private final NetworkNamespace network;
    private final Path directory;
    private final Child init;
    private final NodeNamespaces namespaces;

    private Node(
            MachineSpec spec,
            NetworkNamespace network,
            Path directory,
            Child init,
            NodeNamespaces namespaces) {
        this.spec = spec;
        this.network = network;
        this.directory = directory;
        this.init = init;
        this.namespaces = namespaces;
    }

    /// Boots a node in the namespace that holds its eth0.
    ///
    /// @param directory where its logs go; made when missing. Errors: IllegalStateException with the log of the first
    ///     process when the node does not come up in 20 s; nothing is left then
    public static Node boot(MachineSpec spec, NetworkNamespace network, Path directory) {
        Spawner.prepare();
        configure(spec, network);
        Path log = directory.resolve("init.log");
        Child init = startInit(spec, network, directory, log);
        try {
            Path ready = Path.of("/proc/" + init.pid() + "/root/run/node-is-ready");
            Waiting.until(
                    BOOT, Duration.ofMillis(2), () -> Files.exists(ready) || !init.isRunning());
            if (!Files.exists(ready)) {
                throw new IllegalStateException(
                        "node " + spec.name() + " did not boot: " + Files.readString(log).strip());
            }
            NodeNamespaces namespaces = NodeNamespaces.of(spec.name(), init.pid());
            return new Node(spec, network, directory, init, namespaces);
        } catch (IOException | RuntimeException e) {
            init.signal(LibC.SIGKILL);
            init.awaitEnd(END);
            throw e instanceof RuntimeException unchecked
                    ? unchecked
                    : new UncheckedIOException("read " + log, (IOException) e);
        }
    }

    public String name() {
        return spec.name();
    }

    public MachineSpec spec() {
        return spec;
    }

    /// The node's network namespace; for looking at it from outside.
    public NetworkNamespace network() {
        return network;
    }

    /// Where the logs of this node are, on the machine.
    public Path directory() {
        return directory;
    }

    /// Process id of the node's first process, as the machine sees it.
    public int initPid() {
        return init.pid();
    }

    /// Runs a program to its end.
    public Finished exec(Command command) {
        return namespaces.run(null, command);
    }

    /// Runs a program to its end in another network namespace of the node.
    ///
    /// @param netns its path in the node, for instance `/run/netns/cni-1`
    public Finished exec(String netns, Command command) {
        return namespaces.run(netns, command);
    }

    /// Runs Java code that sees the node's files and network.
    public <T> T call(Callable<T> work) {
        return namespaces.call(null, work);
    }

    /// Runs Java code that sees the node's files and the network of a namespace in it.
    public <T> T call(@Nullable String netns, Callable<T> work) {
        return namespaces.call(netns, work);
    }

    /// Makes a network namespace in the node, as `ip netns add` does, and runs `work` in it.
    ///
    /// @param path the file of the node that will stand for it
    public <T> T createNetwork(String path, Callable<T> work) {
        return namespaces.createNetwork(path, work);
    }

    /// Reads a file of the node. Errors: UncheckedIOException.
    public String readFile(String path) {
        return call(() -> Files.readString(Path.of(path)));
    }

    /// Writes a file of the node, and its directories. Errors: UncheckedIOException.
    public void writeFile(String path, String content) {
        call(() -> {
            Path file = Path.of(path);
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.writeString(file, content);
        });
    }

    /// Copies a program of the machine into the node.
    public void installProgram(Path program, String path) {
        try {
            byte[] content = Files.readAllBytes(program);
            call(() -> {
                Path file = Files.write(Path.of(path), content);
                return file.toFile().setExecutable(true, false);
            });
        } catch (IOException e) {
            throw new UncheckedIOException("install " + program + " in node " + name(), e);
        }
    }

    /// Installs the plugin and the configuration that calls it, as the agent's init container does on a real node.
    ///
    /// @param plugin the binary on the machine
    public void installPlugin(Path plugin) {
        installProgram(plugin, CniRuntime.PLUGIN_DIRECTORY + "/aws-cni");
        writeFile(CniRuntime.CONFIGURATION, resource("10-aws.conflist"));
    }

    /// A runtime that works with the configuration the node has now.
    ///
    /// @param random source of container ids
    public CniRuntime runtime(RandomGenerator random) {
        return new CniRuntime(this, readFile(CniRuntime.CONFIGURATION), random);
    }

    /// The pods of a runtime, by name.
    public Pods pods(CniRuntime runtime) {
        return new Pods(this, runtime);
    }

    /// Starts the agent.
    ///
    /// @param ec2Endpoint URL of the EC2 API as the node reaches it
    public AgentProcess startAgent(String ec2Endpoint, AgentOptions options) {
        return AgentProcess.start(this, ec2Endpoint, options);
    }

    /// Asks an HTTP service on the node's loopback.
    public HttpAnswer get(int port, String path) {
        return call(() -> HttpAnswer.get(port, path));
    }

    /// Starts a program that outlives the call.
    ///
    /// @param log file of the machine that gets both output streams; appended to
    Child start(Command command, Path log) {
        return withOpen(log, descriptor -> namespaces.start(command, descriptor));
    }

    @Override
    public void close() {
        init.signal(LibC.SIGKILL);
        init.awaitEnd(END);
        namespaces.close();
    }

    /// What DHCP and the distribution's network scripts leave behind.
    private static void configure(MachineSpec spec, NetworkNamespace network) {
        network.sysctl(
                Map.of(
                        "net/ipv4/ip_forward", "1",
                        "net/ipv4/conf/default/rp_filter", "1",
                        "net/ipv4/conf/eth0/rp_filter", "1",
                        // Nobody else can have an address of this interface: a second saved.
                        "net/ipv6/conf/eth0/accept_dad", "0",
                        "net/ipv6/conf/default/accept_dad", "0"));
        network.up("eth0");
        network.addAddress("eth0", spec.address(), spec.subnet().length());
        network.addRoute(
                new IpPrefix(IpAddress.any(spec.address().family()), 0), spec.router(), "eth0");
    }

    private static Child startInit(
            MachineSpec spec, NetworkNamespace network, Path directory, Path log) {
        List<String> argv =
                new ArrayList<>(List.of("sh", "-c", resource("node-init.sh"), "node-init"));
        Path files = directory.resolve("files");
        argv.add(files.toString());
        argv.add(spec.name());
        spec.shown().forEach(path -> argv.add(path.toString()));
        Command command = new Command(argv, Command.of("sh").environment(), "", BOOT);
        try {
            Files.createDirectories(files);
        } catch (IOException e) {
            throw new UncheckedIOException("make " + files, e);
        }
        return withOpen(
                log,
                descriptor ->
                        network.call(() -> {
                            int flags = LibC.CLONE_NEWNS | LibC.CLONE_NEWUTS | LibC.CLONE_NEWPID;
                            NativeException.check(
                                    "make namespaces for node " + spec.name(),
                                    LibC.INSTANCE.unshare(flags));
                            return Spawner.start(command, descriptor);
                        }));
    }

    private static String resource(String name) {
        try (InputStream in = Node.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not packed beside " + Node.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("read " + name, e);
        }
    }

    /// Opens a log file for appending while `work` runs; children keep their own copy.
    private static <T> T withOpen(Path log, IntFunction<T> work) {
        int descriptor =
                NativeException.check(
                        "open " + log, LibC.INSTANCE.open(log.toString(), LibC.O_APPEND_NEW, 0644));
        try {
            return work.apply(descriptor);
        } finally {
            LibC.INSTANCE.close(descriptor);
        }
    }
}
