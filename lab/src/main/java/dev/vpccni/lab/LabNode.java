package dev.vpccni.lab;

import dev.vpccni.lab.account.Instance;
import dev.vpccni.lab.node.AgentOptions;
import dev.vpccni.lab.node.AgentProcess;
import dev.vpccni.lab.node.CniRuntime;
import dev.vpccni.lab.node.Node;
import dev.vpccni.lab.node.Pods;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A node with what runs on it: the instance it is, its machine, the agent, the container runtime and the pods.
public final class LabNode implements AutoCloseable {
    private final Instance instance;
    private final Node machine;
    private final String ec2Endpoint;
    private final RandomGenerator random;
    private @Nullable AgentProcess agent;
    private @Nullable CniRuntime runtime;
    private @Nullable Pods pods;

    LabNode(Instance instance, Node machine, String ec2Endpoint, RandomGenerator random) {
        this.instance = instance;
        this.machine = machine;
        this.ec2Endpoint = ec2Endpoint;
        this.random = random;
    }

    public String name() {
        return machine.name();
    }

    public Instance instance() {
        return instance;
    }

    /// The machine: programs, files, network.
    public Node machine() {
        return machine;
    }

    /// Installs the plugin and its configuration, and with that gives the node a container runtime.
    public synchronized CniRuntime installPlugin(Path binary) {
        machine.installPlugin(binary);
        CniRuntime installed = machine.runtime(random);
        runtime = installed;
        pods = machine.pods(installed);
        return installed;
    }

    public synchronized boolean hasPlugin() {
        return runtime != null;
    }

    /// The container runtime. Errors: IllegalStateException before [#installPlugin].
    public synchronized CniRuntime runtime() {
        return required(runtime);
    }

    /// The pods by name. Errors: IllegalStateException before [#installPlugin].
    public synchronized Pods pods() {
        return required(pods);
    }

    /// Starts the agent; the caller waits for it with [AgentProcess#awaitReady].
    ///
    /// Errors: IllegalStateException when one runs already.
    public synchronized AgentProcess startAgent(AgentOptions options) {
        if (agent != null && agent.isRunning()) {
            throw new IllegalStateException(
                    "node " + name() + " has an agent already, process " + agent.pid());
        }
        agent = machine.startAgent(ec2Endpoint, options);
        return agent;
    }

    /// The agent started last, if any; it may have ended.
    public synchronized Optional<AgentProcess> agent() {
        return Optional.ofNullable(agent);
    }

    /// Ends the agent and the machine.
    @Override
    public synchronized void close() {
        if (agent != null) {
            agent.stop();
        }
        machine.close();
    }

    private <T> T required(@Nullable T installed) {
        if (installed == null) {
            throw new IllegalStateException(
                    "node " + name() + " has no CNI plugin; install one first");
        }
        return installed;
    }
}
