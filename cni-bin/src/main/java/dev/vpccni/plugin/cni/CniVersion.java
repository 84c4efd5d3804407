package dev.vpccni.plugin.cni;

import org.jspecify.annotations.Nullable;

/// A version of the CNI specification that this plugin speaks, oldest first.
public enum CniVersion {
    V0_1_0("0.1.0"),
    V0_2_0("0.2.0"),
    V0_3_0("0.3.0"),
    V0_3_1("0.3.1"),
    V0_4_0("0.4.0"),
    V1_0_0("1.0.0"),
    V1_1_0("1.1.0");

    private final String text;

    CniVersion(String text) {
        this.text = text;
    }

    /// The newest one.
    public static CniVersion newest() {
        return V1_1_0;
    }

    /// The version with this text, or null. The empty text is 0.1.0, which had no such field.
    public static @Nullable CniVersion find(String text) {
        if (text.isEmpty()) {
            return V0_1_0;
        }
        for (CniVersion version : values()) {
            if (version.text.equals(text)) {
                return version;
            }
        }
        return null;
    }

    /// For instance `1.0.0`.
    public String text() {
        return text;
    }

    /// Results have `interfaces` and a list of `ips` (0.3.0 on), not `ip4` and `ip6`.
    public boolean hasInterfaces() {
        return compareTo(V0_3_0) >= 0;
    }

    /// Each element of `ips` says `"version": "4"` or `"6"` (0.3.0 to 0.4.0).
    public boolean hasFamilyInIps() {
        return hasInterfaces() && compareTo(V1_0_0) < 0;
    }

    /// Interfaces may have `mtu`, `socketPath` and `pciID` (1.1.0 on).
    public boolean hasLinkDetails() {
        return compareTo(V1_1_0) >= 0;
    }

    /// All texts with commas, for messages.
    public static String list() {
        StringBuilder text = new StringBuilder();
        for (CniVersion version : values()) {
            text.append(text.length() == 0 ? "" : ", ").append(version.text);
        }
        return text.toString();
    }
}
