package dev.vpccni.plugin;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.plugin.cni.CniError;
import dev.vpccni.plugin.cni.PrevResult;
import dev.vpccni.plugin.os.NetworkNamespace;
import dev.vpccni.plugin.wiring.Comparison;
import dev.vpccni.plugin.wiring.PodLink;
import dev.vpccni.wire.Attachment;
import java.util.ArrayList;
import java.util.List;

/// CHECK: compares the runtime's result, the agent's books and the kernel. No output when all three agree.
final class Check {
    private final Context context;

    Check(Context context) {
        this.context = context;
    }

    /// Errors: [CniError] code 102 with everything that differs.
    void run() {
        PrevResult previous = context.conf().previous();
        if (previous == null) {
            throw new CniError(CniError.CONFIGURATION, "CHECK needs prevResult, the result of ADD");
        }
        List<PodLink> links = context.links(find());
        List<String> differences = new ArrayList<>();
        List<IpAddress> remembered = previous.addressesOf(context.call().ifName());
        for (IpAddress address : remembered) {
            if (!isHeld(address, links)) {
                differences.add("the agent does not hold " + address + " of prevResult");
            }
        }
        if (remembered.size() < links.size()) {
            differences.add(
                    "the agent holds "
                            + links.size()
                            + " addresses, of which prevResult has "
                            + remembered.size());
        }
        NetworkNamespace host = context.os().ownNamespace();
        NetworkNamespace pod = context.openPod(host);
        new Comparison(host, pod, differences).compare(links);
        if (!differences.isEmpty()) {
            throw new CniError(CniError.CHECK_FAILED, String.join("; ", differences));
        }
    }

    private static boolean isHeld(IpAddress address, List<PodLink> links) {
        for (PodLink link : links) {
            if (link.address().equals(address)) {
                return true;
            }
        }
        return false;
    }

    private Attachment find() {
        Attachment attachment = context.agent().find(context.key(), context.deadline());
        if (attachment == null) {
            throw new CniError(
                    CniError.CHECK_FAILED,
                    "the agent does not know interface "
                            + context.call().ifName()
                            + " of container "
                            + context.call().containerId());
        }
        return attachment;
    }
}
