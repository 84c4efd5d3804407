package dev.vpccni.plugin;

import com.eclipsesource.json.JsonObject;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.plugin.agent.AttachmentKey;
import dev.vpccni.plugin.cni.CniError;
import dev.vpccni.plugin.cni.PrevResult;
import dev.vpccni.plugin.os.Deadline;
import dev.vpccni.plugin.os.NetworkNamespace;
import dev.vpccni.plugin.wiring.Teardown;
import dev.vpccni.wire.AttachedAddress;
import dev.vpccni.wire.Attachment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// DEL: removes what routes the pod's addresses, then gives them back. Repeating it is fine.
///
/// In that order, so that no other pod gets an address while something still routes it here. What is to be removed is
/// known from three sides: the agent, the runtime's copy of our result, and the interface with our alias. When the
/// agent cannot be asked, the other two must do, and a tombstone tells it later. CNI_NETNS is not entered: deleting the
/// host's end of a veth deletes the other, wherever that is.
final class Del {
    private static final String CALLER = "plugin/del";

    /// A hanging agent must not keep pods from terminating. Units: milliseconds.
    private static final int AGENT_PATIENCE_MS = 10_000;

    private final Context context;
    private final AttachmentKey key;

    Del(Context context) {
        this.context = context;
        this.key = context.key();
    }

    void run() {
        Attachment attachment = null;
        CniError trouble = null;
        try {
            attachment = context.agent().find(key, patience());
        } catch (CniError e) {
            trouble = e;
        }
        context.stopwatch().lap("agent");
        tearDown(attachment);
        context.stopwatch().lap("wiring");
        if (trouble == null && attachment != null) {
            trouble = release();
        }
        if (trouble != null) {
            context.log().warn(CALLER, "the agent is told later: " + trouble.message());
            Tombstone.write(context, key);
        }
        context.stopwatch().lap("release");
        logSuccess(attachment, trouble);
    }

    private Deadline patience() {
        return context.deadline()
                .atMost(Math.min(AGENT_PATIENCE_MS, context.conf().timeoutMs() / 3));
    }

    private void tearDown(@Nullable Attachment attachment) {
        PrevResult previous = context.conf().previous();
        List<String> hostNames = new ArrayList<>();
        List<IpAddress> held = new ArrayList<>();
        hostNames.add(context.hostName(0));
        if (attachment != null) {
            for (AttachedAddress address : attachment.addresses()) {
                addNew(hostNames, context.hostName(held.size()));
                held.add(parse(address.address()));
            }
        }
        List<IpAddress> remembered = List.of();
        if (previous != null) {
            for (String name : previous.hostNamesOf(context.call().ifName())) {
                addNew(hostNames, name);
            }
            remembered = previous.addressesOf(context.call().ifName());
        }
        NetworkNamespace host = context.os().ownNamespace();
        new Teardown(host, context.log()).remove(key.alias(), hostNames, held, remembered);
    }

    private static void addNew(List<String> names, String name) {
        for (String known : names) {
            if (known.equals(name)) {
                return;
            }
        }
        names.add(name);
    }

    private static IpAddress parse(String text) {
        try {
            return IpAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CniError(
                    CniError.DECODING,
                    "the agent's answer has an unusable address: " + e.getMessage());
        }
    }

    private @Nullable CniError release() {
        try {
            context.agent().release(key, patience());
            return null;
        } catch (CniError e) {
            return e;
        }
    }

    private void logSuccess(@Nullable Attachment attachment, @Nullable CniError trouble) {
        JsonObject members = new JsonObject();
        members.add("containerId", key.containerId());
        members.add(
                "pod",
                context.call().args().podNamespace() + "/" + context.call().args().podName());
        members.add(
                "address",
                attachment == null || attachment.addresses().isEmpty()
                        ? ""
                        : attachment.addresses().get(0).address());
        members.add("tombstone", trouble != null);
        members.add("timing", context.stopwatch().laps());
        context.log().info(CALLER, "deleted", members);
    }
}
