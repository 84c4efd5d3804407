package dev.vpccni.lab.node;

import dev.vpccni.inet.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/// The pods of one node by name: what kubelet and the runtime together would keep.
///
/// Threads: safe for use by many, but one pod by one caller at a time.
public final class Pods {
    /// The first packet over a link that has just come up can be lost: the kernel lets it send a moment later.
    private static final int PING_TRIES = 3;

    private final Node node;
    private final CniRuntime runtime;
    private final Map<String, Pod> byName = new ConcurrentSkipListMap<>();

    Pods(Node node, CniRuntime runtime) {
        this.node = node;
        this.runtime = runtime;
    }

    /// Makes a pod in the Kubernetes namespace `default` and sets up its network.
    ///
    /// Errors: IllegalArgumentException when the name is taken; IllegalStateException with the plugin's error, after
    /// the DEL that a runtime sends then, and nothing is left.
    public Pod add(String name) {
        if (byName.containsKey(name)) {
            throw new IllegalArgumentException(
                    "node " + node.name() + " has a pod " + name + " already");
        }
        Sandbox sandbox = runtime.createSandbox("default", name);
        CniOutcome outcome = runtime.add(sandbox);
        if (!(outcome instanceof CniOutcome.Success)) {
            runtime.del(sandbox, null);
            runtime.removeSandbox(sandbox);
        }
        CniOutcome.Success success = outcome.expectSuccess("ADD of pod " + name);
        Pod pod =
                new Pod(sandbox, success.address().address(), success.result(), success.elapsed());
        byName.put(name, pod);
        return pod;
    }

    /// Takes a pod's network down and removes it; returns the time of DEL.
    ///
    /// Errors: IllegalArgumentException when there is none; IllegalStateException with the plugin's error, and the pod
    /// stays.
    public Duration delete(String name) {
        Pod pod = get(name);
        CniOutcome.Success success =
                runtime.del(pod.sandbox(), pod.result()).expectSuccess("DEL of pod " + name);
        runtime.removeSandbox(pod.sandbox());
        byName.remove(name);
        return success.elapsed();
    }

    /// The pod of this name. Errors: IllegalArgumentException when there is none.
    public Pod get(String name) {
        Pod pod = byName.get(name);
        if (pod == null) {
            throw new IllegalArgumentException("node " + node.name() + " has no pod " + name);
        }
        return pod;
    }

    /// All pods, sorted by name.
    public List<Pod> all() {
        return List.copyOf(byName.values());
    }

    public Optional<Pod> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// Runs a program in a pod's network.
    public Finished exec(Pod pod, Command command) {
        return node.exec(pod.sandbox().netns(), command);
    }

    /// Sends one echo request from a pod and waits a second for the answer.
    public boolean ping(Pod pod, IpAddress target) {
        Command once = Command.of("ping", "-n", "-q", "-c1", "-W1", target.toString());
        for (int attempt = 0; attempt < PING_TRIES; attempt++) {
            if (exec(pod, once).succeeded()) {
                return true;
            }
        }
        return false;
    }
}
