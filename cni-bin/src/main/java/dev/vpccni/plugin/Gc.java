package dev.vpccni.plugin;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.plugin.cni.CniError;
import dev.vpccni.plugin.cni.Members;
import dev.vpccni.plugin.wiring.Teardown;
import dev.vpccni.wire.AttachedAddress;
import dev.vpccni.wire.GcRequest;
import dev.vpccni.wire.Released;
import java.util.ArrayList;
import java.util.List;

/// GC: the agent releases every attachment that the runtime does not name, and their remains on the host are removed.
///
/// The addresses are released first here, other than in DEL: only the agent knows which they are. They cool down
/// before anybody gets them, which is longer than the removal takes.
final class Gc {
    private static final String ATTACHMENTS = "cni.dev/valid-attachments";

    private final Context context;

    Gc(Context context) {
        this.context = context;
    }

    /// Errors: [CniError] with every removal that failed; the others are done.
    void run() {
        Released released = context.agent().collectGarbage(request(), context.deadline());
        List<String> failures = new ArrayList<>();
        Teardown teardown = new Teardown(context.os().ownNamespace(), context.log());
        for (AttachedAddress address : released.addresses()) {
            try {
                teardown.removeStale(IpAddress.parse(address.address()));
            } catch (NetlinkException | IllegalArgumentException e) {
                failures.add(address.address() + ": " + e.getMessage());
            }
        }
        if (!failures.isEmpty()) {
            throw new CniError(
                    CniError.KERNEL_REFUSED,
                    "remains could not be removed: " + String.join("; ", failures));
        }
    }

    /// A missing list is an error: taking it for an empty one would release every pod of the node.
    private GcRequest request() {
        Members members = context.conf().members();
        if (!members.has(ATTACHMENTS)) {
            throw members.error(CniError.CONFIGURATION, ATTACHMENTS, "is missing");
        }
        List<GcRequest.ValidAttachment> valid = new ArrayList<>();
        for (int i = 0; i < members.array(ATTACHMENTS).size(); i++) {
            Members element = members.element(ATTACHMENTS, i);
            String containerId = element.text("containerID");
            String ifName = element.text("ifname");
            if (containerId.isEmpty() || ifName.isEmpty()) {
                throw members.error(
                        CniError.CONFIGURATION,
                        ATTACHMENTS + "[" + i + "]",
                        "needs containerID and ifname");
            }
            valid.add(new GcRequest.ValidAttachment(containerId, ifName));
        }
        return new GcRequest(context.conf().name(), valid);
    }
}
