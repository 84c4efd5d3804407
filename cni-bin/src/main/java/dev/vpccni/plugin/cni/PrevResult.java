package dev.vpccni.plugin.cni;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import dev.vpccni.inet.IpAddress;
import java.util.ArrayList;
import java.util.List;

/// A result that the runtime hands back: of the plugin before on ADD, of the whole chain on DEL and CHECK.
///
/// @param interfaces in their order
/// @param addresses in their order
/// @param object the result as it came, to pass on what is not ours
public record PrevResult(List<Interface> interfaces, List<Address> addresses, JsonObject object) {
    public PrevResult {
        interfaces = List.copyOf(interfaces);
        addresses = List.copyOf(addresses);
    }

    /// One interface of a result.
    ///
    /// @param sandbox namespace path of a container interface; empty for one of the host
    public record Interface(String name, String mac, String sandbox) {}

    /// One address of a result.
    ///
    /// @param interfaceIndex place in [PrevResult#interfaces]; -1 when not said
    public record Address(IpAddress address, int interfaceIndex) {}

    /// Errors: [CniError] code 6 for an unknown version, a wrong type, an address or an index that cannot be.
    static PrevResult parse(Members result, CniVersion configured) {
        String text = result.text("cniVersion");
        CniVersion version = text.isEmpty() ? configured : CniVersion.find(text);
        if (version == null) {
            throw result.error(
                    CniError.DECODING,
                    "cniVersion",
                    "is '" + text + "', which this plugin cannot read");
        }
        List<Interface> interfaces = new ArrayList<>();
        List<Address> addresses = new ArrayList<>();
        if (version.hasInterfaces()) {
            JsonArray list = result.array("interfaces");
            for (int i = 0; i < list.size(); i++) {
                Members element = result.element("interfaces", i);
                interfaces.add(
                        new Interface(
                                element.text("name"),
                                element.text("mac"),
                                element.text("sandbox")));
            }
            for (int i = 0; i < result.array("ips").size(); i++) {
                addresses.add(parseAddress(result.element("ips", i), interfaces.size()));
            }
        } else {
            addLegacy(result, "ip4", addresses);
            addLegacy(result, "ip6", addresses);
        }
        return new PrevResult(interfaces, addresses, result.object());
    }

    /// The addresses of the container interfaces with these names, or all when the result names no interfaces.
    public List<IpAddress> addressesOf(String ifName) {
        List<IpAddress> found = new ArrayList<>();
        for (Address address : addresses) {
            int index = address.interfaceIndex;
            if (index < 0 ? interfaces.isEmpty() : isPodInterface(interfaces.get(index), ifName)) {
                found.add(address.address);
            }
        }
        return found;
    }

    /// The host interfaces that stand right before a container interface of ours, which is how ADD lists them.
    public List<String> hostNamesOf(String ifName) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i < interfaces.size(); i++) {
            Interface host = interfaces.get(i - 1);
            if (isPodInterface(interfaces.get(i), ifName) && host.sandbox.isEmpty()) {
                names.add(host.name);
            }
        }
        return names;
    }

    private static boolean isPodInterface(Interface link, String ifName) {
        return !link.sandbox.isEmpty()
                && (link.name.equals(ifName) || link.name.startsWith("mNicIf"));
    }

    private static Address parseAddress(Members element, int interfaces) {
        int index = element.has("interface") ? element.number("interface") : -1;
        if (index >= interfaces || index < -1) {
            throw element.error(
                    CniError.DECODING,
                    "interface",
                    "is " + index + ", but there are " + interfaces);
        }
        return new Address(parseText(element, "address"), index);
    }

    private static void addLegacy(Members result, String name, List<Address> addresses) {
        Members legacy = result.child(name);
        if (legacy != null) {
            addresses.add(new Address(parseText(legacy, "ip"), -1));
        }
    }

    private static IpAddress parseText(Members element, String name) {
        String text = element.text(name);
        int slash = text.indexOf('/');
        try {
            return IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        } catch (IllegalArgumentException e) {
            throw element.error(CniError.DECODING, name, "is not usable: " + e.getMessage());
        }
    }
}
