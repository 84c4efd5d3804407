package dev.vpccni.plugin.wiring;

import dev.vpccni.inet.Utf8;

/// The names of a pod's interfaces. Source: spec/dataplane.md 1.4.
public final class Names {
    private static final int HASH_DIGITS = 11;

    private Names() {}

    /// The host's end of interface `index` of a pod: the prefix and 11 digits of SHA-1 of `namespace.pod[.index]`.
    ///
    /// A call without a Kubernetes pod (cnitool, for instance) has no such names; the container id takes their place,
    /// so that two containers never share an interface.
    public static String hostVeth(
            String prefix, String namespace, String pod, String containerId, int index) {
        String key = pod.isEmpty() || namespace.isEmpty() ? containerId : namespace + "." + pod;
        String indexed = index == 0 ? key : key + "." + index;
        return prefix + Sha1.hex(Utf8.encode(indexed)).substring(0, HASH_DIGITS);
    }

    /// The container's end of interface `index`.
    public static String podInterface(String ifName, int index) {
        return index == 0 ? ifName : "mNicIf" + index;
    }

    /// The file in which a DEL of this attachment is noted; none of the parts can have a slash.
    public static String fileName(String network, String containerId, String ifName) {
        String key = network + "/" + containerId + "/" + ifName;
        return Sha1.hex(Utf8.encode(key)) + ".json";
    }
}
