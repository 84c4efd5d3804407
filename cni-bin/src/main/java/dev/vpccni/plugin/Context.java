package dev.vpccni.plugin;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.netlink.Route;
import dev.vpccni.plugin.agent.AgentClient;
import dev.vpccni.plugin.agent.AttachmentKey;
import dev.vpccni.plugin.cni.CniCall;
import dev.vpccni.plugin.cni.CniError;
import dev.vpccni.plugin.cni.NetConf;
import dev.vpccni.plugin.log.PluginLog;
import dev.vpccni.plugin.os.Deadline;
import dev.vpccni.plugin.os.NetworkNamespace;
import dev.vpccni.plugin.os.Os;
import dev.vpccni.plugin.os.OsException;
import dev.vpccni.plugin.wiring.Names;
import dev.vpccni.plugin.wiring.PodLink;
import dev.vpccni.wire.AttachedAddress;
import dev.vpccni.wire.Attachment;
import java.util.ArrayList;
import java.util.List;

/// What every verb works with.
///
/// @param deadline when the whole call must be over
record Context(
        Os os,
        CniCall call,
        NetConf conf,
        AgentClient agent,
        PluginLog log,
        Deadline deadline,
        Stopwatch stopwatch) {
    /// A pod with more interfaces than this does not exist; the limit keeps a broken answer from filling the node.
    private static final int MAX_INTERFACES = 16;

    AttachmentKey key() {
        return new AttachmentKey(conf.name(), call.containerId(), call.ifName());
    }

    String hostName(int index) {
        return Names.hostVeth(
                conf.vethPrefix(),
                call.args().podNamespace(),
                call.args().podName(),
                call.containerId(),
                index);
    }

    /// Opens CNI_NETNS. Errors: [CniError] code 8 when that fails, or when it is the plugin's own namespace.
    NetworkNamespace openPod(NetworkNamespace host) {
        NetworkNamespace pod;
        try {
            pod = os.openNamespace(call.netns());
        } catch (OsException e) {
            throw new CniError(
                    CniError.NAMESPACE,
                    "CNI_NETNS '" + call.netns() + "' cannot be opened: " + e.getMessage());
        }
        if (!call.allowSameNetns() && pod.isSameAs(host)) {
            throw new CniError(
                    CniError.NAMESPACE,
                    "CNI_NETNS '"
                            + call.netns()
                            + "' is the namespace that the plugin itself runs in");
        }
        return pod;
    }

    /// How an attachment is wired. Errors: [CniError] code 6 that names what the agent got wrong.
    List<PodLink> links(Attachment attachment) {
        List<AttachedAddress> addresses = attachment.addresses();
        if (addresses.isEmpty() || addresses.size() > MAX_INTERFACES) {
            throw wrong("has " + addresses.size() + " addresses, not 1.." + MAX_INTERFACES);
        }
        byte[] random = os.random(12 * addresses.size());
        List<PodLink> links = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            AttachedAddress given = addresses.get(i);
            IpAddress address = parse(given.address());
            IpAddress gateway = parse(given.gateway());
            if (given.prefixLength() != address.family().bits()) {
                throw wrong("gives " + address + " the length " + given.prefixLength());
            }
            if (gateway.family() != address.family()) {
                throw wrong("gives " + address + " the gateway " + gateway + " of another family");
            }
            links.add(
                    new PodLink(
                            i,
                            Names.podInterface(call.ifName(), i),
                            hostName(i),
                            address,
                            gateway,
                            table(given),
                            mac(random, 12 * i),
                            mac(random, 12 * i + 6),
                            conf.mtu(),
                            key().alias()));
        }
        return links;
    }

    /// Table 1 was main before release 1.20 of the incumbent, and 0 is no table. Source: spec/dataplane.md 1.3.
    private static int table(AttachedAddress given) {
        int table = given.routeTable();
        if (table < 0 || table == Route.TABLE_LOCAL) {
            throw wrong("gives " + given.address() + " the route table " + table);
        }
        return table <= 1 ? Route.TABLE_MAIN : table;
    }

    private static IpAddress parse(String text) {
        try {
            return IpAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong("has an unusable address: " + e.getMessage());
        }
    }

    private static CniError wrong(String what) {
        return new CniError(CniError.DECODING, "the agent's answer " + what);
    }

    /// Locally administered and not multicast. Source: IEEE 802, first octet, bits 1 and 0.
    private static MacAddress mac(byte[] random, int offset) {
        byte[] bytes = new byte[6];
        System.arraycopy(random, offset, bytes, 0, 6);
        bytes[0] = (byte) ((bytes[0] & 0xfe) | 0x02);
        return MacAddress.of(bytes);
    }
}
