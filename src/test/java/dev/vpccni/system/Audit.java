package dev.vpccni.system;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.lab.Lab;
import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.account.Attachment;
import dev.vpccni.lab.account.NetworkInterface;
import dev.vpccni.lab.node.Command;
import dev.vpccni.lab.node.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Compares what the runtime, the agent, its journal, the kernel and EC2 believe of a node's pods.
///
/// Nothing may be under way meanwhile. A difference is a sentence.
final class Audit {
    private static final Duration SETTLING = Duration.ofSeconds(25);
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Command FILES =
            Command.of("find", "/run/netns", "/run/aws-node/tombstones", "-type", "f");

    private final Lab lab;
    private final LabNode node;
    private final Collection<Pod> pods;
    private final List<String> differences = new ArrayList<>();

    private Audit(Lab lab, LabNode node, Collection<Pod> pods) {
        this.lab = lab;
        this.node = node;
        this.pods = pods;
    }

    /// What differs once everything has settled: the agent replays tombstones every ten seconds, and publishes its
    /// pages just after its answers.
    static List<String> settled(Lab lab, LabNode node, Collection<Pod> pods)
            throws InterruptedException {
        long deadline = System.nanoTime() + SETTLING.toNanos();
        List<String> differences = of(lab, node, pods);
        while (!differences.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(STEP);
            differences = of(lab, node, pods);
        }
        return differences;
    }

    /// What differs now.
    static List<String> of(Lab lab, LabNode node, Collection<Pod> pods) {
        Audit audit = new Audit(lab, node, pods);
        audit.compare();
        return audit.differences;
    }

    /// The interface that a pod may have this address from, or why it may not have it.
    static @Nullable String misplaced(Lab lab, LabNode node, IpAddress address) {
        List<NetworkInterface> enis = lab.account().snapshot().enis();
        if (enis.stream().anyMatch(eni -> eni.addresses().primary().equals(address))) {
            return address + " is the primary address of an ENI";
        }
        return device(lab, node, address) == null
                ? address + " belongs to no ENI of " + node.name()
                : null;
    }

    private void compare() {
        Map<IpAddress, String> names = new TreeMap<>();
        Map<IpAddress, String> containers = new TreeMap<>();
        for (Pod pod : pods) {
            String other = names.put(pod.address(), pod.name());
            if (other != null) {
                differences.add(pod.name() + " and " + other + " both have " + pod.address());
            }
            containers.put(pod.address(), pod.sandbox().containerId());
        }
        differ("the agent assigns", AgentView.of(node).assigned(), names);
        differ("the journal has", JournalView.of(node), containers);
        compareKernel(names);
        pods.forEach(this::compareInside);
        differ("the files are", files(), files(pods));
        lab.spoofed().forEach(spoof -> differences.add("the VPC dropped " + spoof));
    }

    private void compareKernel(Map<IpAddress, String> names) {
        KernelView kernel = KernelView.of(node);
        Map<IpAddress, Integer> tables = new TreeMap<>();
        for (IpAddress address : names.keySet()) {
            String misplaced = misplaced(lab, node, address);
            Integer device = device(lab, node, address);
            if (misplaced != null) {
                differences.add(misplaced);
            } else if (device != null && device > 0) {
                tables.put(address, device + 1);
            }
        }
        differ("pods are routed", kernel.routes().keySet(), names.keySet());
        differ("the links are", kernel.links(), new TreeSet<>(kernel.routes().values()));
        differ("the rules are", kernel.tables(), tables);
    }

    private void compareInside(Pod pod) {
        List<IpAddress> inside =
                KernelView.inPod(node, pod.sandbox().netns(), pod.sandbox().interfaceName());
        differ("inside " + pod.name() + " there is", inside, List.of(pod.address()));
    }

    private Set<String> files() {
        return new TreeSet<>(node.machine().exec(FILES).output().lines().toList());
    }

    private static Set<String> files(Collection<Pod> pods) {
        return new TreeSet<>(pods.stream().map(pod -> pod.sandbox().netns()).toList());
    }

    private void differ(String what, Object seen, Object wanted) {
        if (!seen.equals(wanted)) {
            differences.add(what + " " + seen + " instead of " + wanted);
        }
    }

    /// Device index of the node's ENI that has this as a secondary address, or null.
    static @Nullable Integer device(Lab lab, LabNode node, IpAddress address) {
        for (NetworkInterface eni : lab.account().snapshot().enisOf(node.instance().id())) {
            Attachment attachment = eni.attachment();
            if (attachment != null && eni.addresses().secondary().contains(address)) {
                return attachment.deviceIndex();
            }
        }
        return null;
    }
}
