package dev.vpccni.plugin.cni;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.MacAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to ADD, in the shape of any specification version.
///
/// @param links one pair for each interface of the pod, in their order
/// @param netns CNI_NETNS, the sandbox of the container ends
/// @param mtu of every end. Units: bytes
public record CniResult(List<Pair> links, String netns, int mtu) {
    public CniResult {
        links = List.copyOf(links);
    }

    /// A veth pair and the address of its container end.
    public record Pair(
            String hostName,
            MacAddress hostMac,
            String podName,
            MacAddress podMac,
            IpAddress address) {}

    /// The result in one version, after what the plugins before have made.
    ///
    /// Shape: 0.3.0 on: `{cniVersion, interfaces: [host, container, …], ips, dns}`; before: `{cniVersion, ip4, dns}`.
    public JsonObject toJson(CniVersion version, @Nullable PrevResult previous) {
        return version.hasInterfaces() ? modern(version, previous) : legacy(version);
    }

    private JsonObject modern(CniVersion version, @Nullable PrevResult previous) {
        JsonArray interfaces = new JsonArray();
        JsonArray ips = new JsonArray();
        JsonObject result = new JsonObject();
        result.add("cniVersion", version.text());
        result.add("interfaces", interfaces);
        result.add("ips", ips);
        if (previous != null) {
            passOn(previous, version, result, interfaces, ips);
        }
        for (Pair pair : links) {
            interfaces.add(link(version, pair.hostName, pair.hostMac, ""));
            ips.add(ip(version, pair.address, interfaces.size()));
            interfaces.add(link(version, pair.podName, pair.podMac, netns));
        }
        if (result.get("dns") == null) {
            result.add("dns", new JsonObject());
        }
        return result;
    }

    private JsonObject link(CniVersion version, String name, MacAddress mac, String sandbox) {
        JsonObject link = new JsonObject();
        link.add("name", name);
        link.add("mac", mac.toString());
        if (version.hasLinkDetails()) {
            link.add("mtu", mtu);
        }
        if (!sandbox.isEmpty()) {
            link.add("sandbox", sandbox);
        }
        return link;
    }

    private static JsonObject ip(CniVersion version, IpAddress address, int interfaceIndex) {
        JsonObject ip = new JsonObject();
        if (version.hasFamilyInIps()) {
            ip.add("version", address.family() == Family.IPV4 ? "4" : "6");
        }
        ip.add("interface", interfaceIndex);
        ip.add("address", address.toPrefix().toString());
        return ip;
    }

    private JsonObject legacy(CniVersion version) {
        JsonObject result = new JsonObject();
        result.add("cniVersion", version.text());
        for (Pair pair : links) {
            String name = pair.address.family() == Family.IPV4 ? "ip4" : "ip6";
            if (result.get(name) == null) {
                JsonObject ip = new JsonObject();
                ip.add("ip", pair.address.toPrefix().toString());
                result.add(name, ip);
            }
        }
        result.add("dns", new JsonObject());
        return result;
    }

    /// Copies an earlier result, without the members that the version asked for does not have.
    private static void passOn(
            PrevResult previous,
            CniVersion version,
            JsonObject result,
            JsonArray interfaces,
            JsonArray ips) {
        for (JsonObject.Member member : previous.object()) {
            switch (member.getName()) {
                case "interfaces" -> copyInterfaces(member.getValue(), version, interfaces);
                case "ips" -> copyIps(member.getValue(), version, ips);
                case "cniVersion", "ip4", "ip6" -> {
                    // The version is ours to say; ip4 and ip6 belong to 0.1.0 and 0.2.0.
                }
                default -> result.add(member.getName(), member.getValue());
            }
        }
    }

    private static void copyInterfaces(JsonValue from, CniVersion version, JsonArray to) {
        if (!from.isArray()) {
            return;
        }
        for (JsonValue value : from.asArray()) {
            JsonObject link = new JsonObject(value.asObject());
            if (!version.hasLinkDetails()) {
                link.remove("mtu").remove("socketPath").remove("pciID");
            }
            to.add(link);
        }
    }

    private static void copyIps(JsonValue from, CniVersion version, JsonArray to) {
        if (!from.isArray()) {
            return;
        }
        for (JsonValue value : from.asArray()) {
            JsonObject ip = new JsonObject(value.asObject());
            if (!version.hasFamilyInIps()) {
                ip.remove("version");
            } else if (ip.get("version") == null) {
                ip.add("version", ip.getString("address", "").indexOf(':') >= 0 ? "6" : "4");
            }
            to.add(ip);
        }
    }
}
