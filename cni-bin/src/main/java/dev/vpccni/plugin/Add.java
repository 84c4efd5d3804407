package dev.vpccni.plugin;

import com.eclipsesource.json.JsonObject;
import dev.vpccni.inet.Utf8;
import dev.vpccni.netlink.Link;
import dev.vpccni.plugin.agent.AgentException;
import dev.vpccni.plugin.agent.AttachmentKey;
import dev.vpccni.plugin.cni.CniError;
import dev.vpccni.plugin.cni.CniResult;
import dev.vpccni.plugin.os.Deadline;
import dev.vpccni.plugin.os.NetworkNamespace;
import dev.vpccni.plugin.wiring.PodLink;
import dev.vpccni.plugin.wiring.StepRunner;
import dev.vpccni.plugin.wiring.Teardown;
import dev.vpccni.plugin.wiring.Wiring;
import dev.vpccni.wire.AttachRequest;
import dev.vpccni.wire.Attachment;
import java.util.ArrayList;
import java.util.List;

/// ADD: asks the agent for addresses and wires the pod with them, or leaves nothing behind.
///
/// What can be refused is refused before the agent is asked. Afterwards a failure takes back the steps in reverse, then
/// gives the addresses back, and reports the first error.
final class Add {
    private static final String CALLER = "plugin/add";

    /// Share of the time limit that wiring and undoing may take, and its bounds. Units: milliseconds.
    private static final int RESERVE_SHARE = 10;

    private static final int MIN_RESERVE_MS = 300;
    private static final int MAX_RESERVE_MS = 3_000;

    /// What an agent gets to release an address even when the time is up. Units: milliseconds.
    private static final int MIN_RELEASE_MS = 200;

    private final Context context;
    private final AttachmentKey key;

    Add(Context context) {
        this.context = context;
        this.key = context.key();
    }

    void run() {
        NetworkNamespace host = context.os().ownNamespace();
        NetworkNamespace pod = context.openPod(host);
        refuseTakenName(pod, context.call().ifName());
        freeHostName(host, context.hostName(0));
        context.stopwatch().lap("checks");
        Attachment attachment = attach();
        context.stopwatch().lap("agent");
        wire(host, pod, attachment);
    }

    /// An interface of this name in the container is an error by the specification, never ours to replace.
    private void refuseTakenName(NetworkNamespace pod, String name) {
        if (pod.link(name) != null) {
            throw new CniError(
                    CniError.NAME_TAKEN,
                    "the container has an interface "
                            + name
                            + " already (CNI_NETNS "
                            + context.call().netns()
                            + ")");
        }
    }

    /// Makes sure that the host has no interface of this name.
    ///
    /// The name is made of the pod's name, so an interface that has it is of another sandbox of the same pod (or, once
    /// in 2^44, of another pod). It is removed when it is certainly dead: it is our own, half made; or the agent does
    /// not know its owner any more; or it has no owner and nothing is routed to it. Else it may carry traffic.
    private void freeHostName(NetworkNamespace host, String name) {
        Link link = host.link(name);
        if (link == null) {
            return;
        }
        Teardown teardown = new Teardown(host, context.log());
        AttachmentKey owner = AttachmentKey.ofAlias(link.alias());
        if (!link.kind().equals("veth") || (owner == null && teardown.isUsed(link))) {
            throw taken(name, "in use, and its alias '" + link.alias() + "' does not say by whom");
        }
        if (owner != null && isAttached(owner)) {
            throw taken(
                    name,
                    "the host's end of "
                            + owner.ifName()
                            + " of container "
                            + owner.containerId()
                            + ", which has not been deleted");
        }
        context.log()
                .warn(CALLER, name + " of '" + link.alias() + "' was left behind and is removed");
        teardown.remove(link.alias(), List.of(name), List.of(), List.of());
    }

    private boolean isAttached(AttachmentKey owner) {
        return !owner.equals(key) && context.agent().find(owner, context.deadline()) != null;
    }

    private static CniError taken(String name, String why) {
        return new CniError(CniError.NAME_TAKEN, "the host interface " + name + " is " + why);
    }

    private Attachment attach() {
        int share = context.conf().timeoutMs() / RESERVE_SHARE;
        int reserve = Math.min(Math.max(share, MIN_RESERVE_MS), MAX_RESERVE_MS);
        Deadline receiveBy = context.deadline().before(reserve);
        AttachRequest request =
                new AttachRequest(
                        context.call().args().podName(),
                        context.call().args().podNamespace(),
                        context.call().args().podUid(),
                        context.call().netns(),
                        1);
        try {
            return context.agent().attach(key, request, receiveBy.before(reserve / 2), receiveBy);
        } catch (CniError e) {
            if (mayHaveAssigned(e)) {
                release();
            }
            throw e;
        }
    }

    /// Whether the agent may hold something for this call although no answer said so.
    private static boolean mayHaveAssigned(CniError e) {
        return !(e instanceof AgentException agent)
                || agent.kind() == AgentException.Kind.NO_ANSWER
                || agent.kind() == AgentException.Kind.NONSENSE;
    }

    private void wire(NetworkNamespace host, NetworkNamespace pod, Attachment attachment) {
        StepRunner runner = new StepRunner(host, pod);
        try {
            wire(runner, host, pod, attachment);
        } catch (RuntimeException e) {
            takeBack(runner);
            throw e;
        }
    }

    private void wire(
            StepRunner runner, NetworkNamespace host, NetworkNamespace pod, Attachment attachment) {
        refuseNetworkPolicy(attachment);
        List<PodLink> links = context.links(attachment);
        for (PodLink link : links) {
            if (link.index() > 0) {
                refuseTakenName(pod, link.podName());
                freeHostName(host, link.hostName());
            }
        }
        runner.run(Wiring.plan(links), context.deadline());
        context.stopwatch().lap("wiring");
        print(links);
        context.stopwatch().lap("result");
        logSuccess(links, attachment);
    }

    private void takeBack(StepRunner runner) {
        List<String> failures = new ArrayList<>();
        runner.undo(failures);
        for (String failure : failures) {
            context.log().error(CALLER, "left behind: " + failure);
        }
        release();
    }

    /// The runtime calls DEL after a failed ADD, so a release that fails now is done then.
    private void release() {
        Deadline last = Deadline.in(context.os(), MIN_RELEASE_MS);
        boolean late = context.deadline().leftMillis() < MIN_RELEASE_MS;
        try {
            context.agent().release(key, late ? last : context.deadline());
        } catch (CniError e) {
            context.log().error(CALLER, "not released: " + e.message());
        }
    }

    /// Wiring the pod without the policy agent would leave it open to everybody.
    private static void refuseNetworkPolicy(Attachment attachment) {
        String mode = attachment.networkPolicyMode();
        if (!mode.isEmpty() && !mode.equals("none")) {
            throw new CniError(
                    CniError.NETWORK_POLICY,
                    "failed to setup network policy: the agent asks for mode '"
                            + mode
                            + "' (NETWORK_POLICY_ENFORCING_MODE), which this plugin cannot enforce");
        }
    }

    private void print(List<PodLink> links) {
        List<CniResult.Pair> pairs = new ArrayList<>();
        for (PodLink link : links) {
            pairs.add(
                    new CniResult.Pair(
                            link.hostName(),
                            link.hostMac(),
                            link.podName(),
                            link.podMac(),
                            link.address()));
        }
        CniResult result = new CniResult(pairs, context.call().netns(), context.conf().mtu());
        String text = result.toJson(context.conf().version(), context.conf().previous()).toString();
        context.os().writeStdout(Utf8.encode(text + "\n"));
    }

    private void logSuccess(List<PodLink> links, Attachment attachment) {
        JsonObject members = new JsonObject();
        members.add("containerId", key.containerId());
        members.add(
                "pod",
                context.call().args().podNamespace() + "/" + context.call().args().podName());
        members.add("address", links.get(0).address().toString());
        members.add("table", links.get(0).hostTable());
        members.add("hostVeth", links.get(0).hostName());
        members.add("waitedMs", attachment.waitedMs());
        members.add("timing", context.stopwatch().laps());
        context.log().info(CALLER, "added", members);
    }
}
