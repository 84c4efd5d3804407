package dev.vpccni.lab.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.Rtnetlink;
import dev.vpccni.netlink.socket.JnrNetlinkTransport;
import dev.vpccni.netlink.socket.Namespaces;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A container runtime as far as the network goes: makes a pod's namespace and executes the plugin as containerd does,
/// with CNI_* in the environment and the network configuration on standard input.
///
/// The plugin is a direct child of the lab, started from a thread that is in the node's namespaces (see [Spawner]), so
/// `elapsed` of an outcome is exec to exit of the plugin alone: no shell, no nsenter, no helper process.
///
/// Threads: safe for use by many; calls run in parallel.
/// Source: CNI specification 1.1.0, section 2.
public final class CniRuntime {
    /// Where the binary and the configuration are in the node.
    public static final String PLUGIN_DIRECTORY = "/opt/cni/bin";

    public static final String CONFIGURATION = "/etc/cni/net.d/10-aws.conflist";

    /// Longer than any deadline of the plugin's own: a plugin that runs into it is broken.
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final String PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

    private final Node node;
    private final ObjectNode list;
    private final RandomGenerator random;

    /// @param configuration a conflist; only its first plugin is executed
    /// @param random source of container ids
    CniRuntime(Node node, String configuration, RandomGenerator random) {
        this.node = node;
        this.random = random;
        try {
            this.list = (ObjectNode) Json.MAPPER.readTree(configuration);
        } catch (JsonProcessingException | ClassCastException e) {
            throw new IllegalArgumentException(
                    "the network configuration of node " + node.name() + " is not a JSON object",
                    e);
        }
    }

    /// Makes the network namespace of a new pod, with its loopback up, and names everything a runtime would.
    public Sandbox createSandbox(String podNamespace, String podName) {
        byte[] id = new byte[32];
        UUID uid;
        synchronized (random) {
            random.nextBytes(id);
            uid = new UUID(random.nextLong(), random.nextLong());
        }
        String containerId = HexFormat.of().formatHex(id);
        String name = "cni-" + containerId.substring(0, 12);
        String netns = "/run/netns/" + name;
        node.createNetwork(netns, CniRuntime::loopbackUp);
        return new Sandbox(containerId, netns, "eth0", podNamespace, podName, uid.toString());
    }

    /// Removes a pod's network namespace.
    public void removeSandbox(Sandbox sandbox) {
        node.call(() -> {
            Namespaces.delete(sandbox.netnsName());
            return sandbox;
        });
    }

    /// ADD.
    public CniOutcome add(Sandbox sandbox) {
        return execute("ADD", sandbox, configuration(null));
    }

    /// DEL. `previous` is the result of ADD, which a runtime keeps.
    public CniOutcome del(Sandbox sandbox, @Nullable JsonNode previous) {
        return execute("DEL", sandbox, configuration(previous));
    }

    /// CHECK. `previous` is the result of ADD.
    public CniOutcome check(Sandbox sandbox, JsonNode previous) {
        return execute("CHECK", sandbox, configuration(previous));
    }

    /// STATUS: can the plugin serve an ADD now?
    public CniOutcome status() {
        return invoke(environment("STATUS"), configuration(null).toString());
    }

    /// GC: these are the pods that exist; everything else may go.
    public CniOutcome gc(List<Sandbox> valid) {
        ObjectNode configuration = configuration(null);
        var attachments = configuration.putArray("cni.dev/valid-attachments");
        for (Sandbox sandbox : valid) {
            attachments
                    .addObject()
                    .put("containerID", sandbox.containerId())
                    .put("ifname", sandbox.interfaceName());
        }
        return invoke(environment("GC"), configuration.toString());
    }

    /// VERSION.
    public CniOutcome version() {
        return invoke(
                Map.of("CNI_COMMAND", "VERSION", "PATH", PATH),
                "{\"cniVersion\": \"" + list.path("cniVersion").asText() + "\"}");
    }

    /// One execution of the plugin with exactly this environment and input, right or wrong.
    public CniOutcome invoke(Map<String, String> environment, String input) {
        String type = list.path("plugins").path(0).path("type").asText();
        Command command =
                new Command(List.of(PLUGIN_DIRECTORY + "/" + type), environment, input, TIMEOUT);
        return CniOutcome.of(node.exec(command));
    }

    /// The environment of a call for a pod.
    public Map<String, String> environment(String verb, Sandbox sandbox) {
        Map<String, String> environment = environment(verb);
        environment.put("CNI_CONTAINERID", sandbox.containerId());
        environment.put("CNI_NETNS", sandbox.netns());
        environment.put("CNI_IFNAME", sandbox.interfaceName());
        environment.put("CNI_ARGS", sandbox.arguments());
        return environment;
    }

    /// The plugin's own configuration: the object of the list with the list's name and version put in.
    public ObjectNode configuration(@Nullable JsonNode previous) {
        ObjectNode plugin = list.path("plugins").path(0).deepCopy();
        plugin.set("name", list.path("name"));
        plugin.set("cniVersion", list.path("cniVersion"));
        if (previous != null) {
            plugin.set("prevResult", previous);
        }
        return plugin;
    }

    private CniOutcome execute(String verb, Sandbox sandbox, ObjectNode configuration) {
        return invoke(environment(verb, sandbox), configuration.toString());
    }

    private static Map<String, String> environment(String verb) {
        Map<String, String> environment = new HashMap<>();
        environment.put("CNI_COMMAND", verb);
        environment.put("CNI_PATH", PLUGIN_DIRECTORY);
        environment.put("PATH", PATH);
        return environment;
    }

    private static String loopbackUp() {
        try (Rtnetlink netlink = new Rtnetlink(JnrNetlinkTransport.open())) {
            var loopback = netlink.link("lo");
            if (loopback == null) {
                throw new IllegalStateException("a new network namespace has no loopback");
            }
            netlink.execute(RtRequest.ChangeLink.up(loopback.index()));
            return loopback.name();
        }
    }
}
