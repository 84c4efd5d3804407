package dev.vpccni.lab.cli;

import dev.vpccni.lab.Lab;
import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.account.NetworkInterface;
import dev.vpccni.lab.node.AgentOptions;
import dev.vpccni.lab.node.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// All nodes of a lab and the pods on them, as a cluster has them: a pod's name is unique.
record Fleet(Lab lab) {
    private static final Duration READY = Duration.ofSeconds(60);

    /// A pod and where it is. Shape: `eni` is empty when nobody in the account owns the pod's address.
    record Placed(Pod pod, LabNode node, Optional<NetworkInterface> eni) {
        /// Device index of the interface that owns the address; -1 when nobody does.
        int device() {
            return eni.flatMap(NetworkInterface::attached)
                    .map(attachment -> attachment.deviceIndex())
                    .orElse(-1);
        }
    }

    /// Installs the plugin in every node.
    void installPlugin(Path binary) {
        lab.onAllNodes(node -> node.installPlugin(binary));
    }

    /// Starts the agent in every node and waits until all are ready.
    ///
    /// Errors: IllegalStateException with the end of the log of one that is not.
    void startAgents(AgentOptions options) {
        lab.onAllNodes(node -> node.startAgent(options).awaitReady(READY));
    }

    /// Adds a pod to a node.
    Placed add(LabNode node, String name) {
        if (find(name).isPresent()) {
            throw new UsageException("there is a pod " + name + " already");
        }
        return placed(node, node.pods().add(name));
    }

    Optional<Placed> find(String name) {
        return all().stream().filter(placed -> placed.pod().name().equals(name)).findFirst();
    }

    /// The pod of this name. Errors: UsageException when there is none.
    Placed get(String name) {
        return find(name).orElseThrow(() -> new UsageException("there is no pod " + name));
    }

    /// All pods, node by node.
    List<Placed> all() {
        List<Placed> all = new ArrayList<>();
        for (LabNode node : lab.nodes()) {
            if (node.hasPlugin()) {
                node.pods().all().forEach(pod -> all.add(placed(node, pod)));
            }
        }
        return all;
    }

    /// The node with the fewest pods.
    LabNode emptiest() {
        return lab.nodes().stream()
                .min(Comparator.comparingInt(node -> node.pods().all().size()))
                .orElseThrow(() -> new UsageException("the lab has no nodes"));
    }

    private Placed placed(LabNode node, Pod pod) {
        return new Placed(pod, node, lab.owner(pod.address()));
    }
}
