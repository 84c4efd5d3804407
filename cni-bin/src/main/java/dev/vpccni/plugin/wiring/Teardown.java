package dev.vpccni.plugin.wiring;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.Rule;
import dev.vpccni.plugin.log.PluginLog;
import dev.vpccni.plugin.os.NetworkNamespace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Removes what a pod has on the host: its interface, the route to it, its rules. Missing parts are fine.
///
/// A name or an address alone proves nothing: a DEL may come late, when a new sandbox of the same pod has the name, or
/// another pod the address. So an interface is removed only if its alias says that it is ours, or (one that the
/// incumbent made has no alias) if nothing is routed to it but our addresses. The rules of an address that only the
/// runtime's memory ties to us are removed only if the address is not routed to somebody else's interface.
///
/// Errors: [NetlinkException] when the kernel refuses a removal.
public final class Teardown {
    /// Priority of the incumbent's `to POD lookup main`. Source: spec/dataplane.md 1.2.
    static final int INCUMBENT_RULE_PRIORITY = 512;

    private final NetworkNamespace host;
    private final PluginLog log;
    private @Nullable List<Route> podRoutes;

    public Teardown(NetworkNamespace host, PluginLog log) {
        this.host = host;
        this.log = log;
    }

    /// Removes everything of one attachment.
    ///
    /// @param alias what our interfaces say of themselves
    /// @param hostNames names that our interfaces may have
    /// @param held addresses that the agent holds for this attachment now
    /// @param remembered addresses that this attachment had once
    public void remove(
            String alias,
            List<String> hostNames,
            List<IpAddress> held,
            List<IpAddress> remembered) {
        List<Link> links = new ArrayList<>();
        for (String name : hostNames) {
            Link link = host.link(name);
            if (link != null && isOurs(link, alias, held, remembered)) {
                links.add(link);
            } else if (link != null) {
                log.warn(
                        "plugin/del",
                        name + " is left alone: it belongs to '" + link.alias() + "'");
            }
        }
        if (held.isEmpty() && !alias.isEmpty()) {
            addByAlias(alias, links);
        }
        for (IpAddress address : held) {
            deleteRoutes(address, links);
            deleteRules(address);
        }
        for (IpAddress address : remembered) {
            if (!contains(held, address)) {
                removeRemembered(address, links);
            }
        }
        for (Link link : links) {
            for (IpAddress address : routedTo(link.index())) {
                deleteRules(address);
            }
            ignoringAbsence(new RtRequest.DeleteLink(link.index()));
        }
    }

    /// Without the agent's word on how many interfaces there are, all are looked through.
    private void addByAlias(String alias, List<Link> links) {
        for (Link link : host.links()) {
            boolean known = false;
            for (Link found : links) {
                known |= found.index() == link.index();
            }
            if (!known && link.kind().equals("veth") && link.alias().equals(alias)) {
                links.add(link);
            }
        }
    }

    /// Whether any pod address is routed to this interface.
    public boolean isUsed(Link link) {
        return !routedTo(link.index()).isEmpty();
    }

    /// Removes what an address has that nobody holds any more: the veth it is routed to, the route, the rules.
    public void removeStale(IpAddress address) {
        for (Route route : podRoutes()) {
            if (route.destination().address().equals(address)) {
                ignoringAbsence(new RtRequest.DeleteRoute(route));
                deleteVeth(route.linkIndex());
            }
        }
        deleteRules(address);
    }

    private void deleteVeth(int index) {
        for (Link link : host.links()) {
            if (link.index() == index && link.kind().equals("veth")) {
                ignoringAbsence(new RtRequest.DeleteLink(index));
            }
        }
    }

    private boolean isOurs(
            Link link, String alias, List<IpAddress> held, List<IpAddress> remembered) {
        if (!link.kind().equals("veth")) {
            return false;
        }
        if (!link.alias().isEmpty()) {
            return link.alias().equals(alias);
        }
        for (IpAddress address : routedTo(link.index())) {
            if (!contains(held, address) && !contains(remembered, address)) {
                return false;
            }
        }
        return true;
    }

    private void removeRemembered(IpAddress address, List<Link> links) {
        if (deleteRoutes(address, links) || !isRouted(address)) {
            deleteRules(address);
        } else {
            log.warn(
                    "plugin/del",
                    "the rules of " + address + " are left alone: it belongs to another interface");
        }
    }

    /// True when there was one.
    private boolean deleteRoutes(IpAddress address, List<Link> links) {
        boolean removed = false;
        for (Link link : links) {
            Route route = Route.connected(address.toPrefix(), link.index(), Route.TABLE_MAIN);
            removed |= ignoringAbsence(new RtRequest.DeleteRoute(route));
        }
        return removed;
    }

    private void deleteRules(IpAddress address) {
        StepRunner.deleteRules(host, Rule.from(address.toPrefix(), 0, Wiring.SOURCE_RULE_PRIORITY));
        StepRunner.deleteRules(
                host, Rule.to(address.toPrefix(), Route.TABLE_MAIN, INCUMBENT_RULE_PRIORITY));
    }

    private boolean isRouted(IpAddress address) {
        for (Route route : podRoutes()) {
            if (route.destination().address().equals(address)) {
                return true;
            }
        }
        return false;
    }

    private List<IpAddress> routedTo(int linkIndex) {
        List<IpAddress> addresses = new ArrayList<>();
        for (Route route : podRoutes()) {
            if (route.linkIndex() == linkIndex) {
                addresses.add(route.destination().address());
            }
        }
        return addresses;
    }

    /// The routes to single addresses in main, as they were when first asked for.
    private List<Route> podRoutes() {
        List<Route> known = podRoutes;
        if (known != null) {
            return known;
        }
        List<Route> found = new ArrayList<>();
        for (Family family : Family.values()) {
            for (Route route : host.routes(family)) {
                boolean single = route.destination().isSingle() && route.gateway() == null;
                if (single && route.table() == Route.TABLE_MAIN && route.type() == Route.UNICAST) {
                    found.add(route);
                }
            }
        }
        podRoutes = found;
        return found;
    }

    /// Not [List#contains], which would draw `equals` of every class that is ever put into a list into the binary.
    private static boolean contains(List<IpAddress> addresses, IpAddress wanted) {
        for (IpAddress address : addresses) {
            if (address.equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    /// True when there was something to remove.
    private boolean ignoringAbsence(RtRequest request) {
        try {
            host.execute(request);
            return true;
        } catch (NetlinkException e) {
            if (!e.isAbsent()) {
                throw e;
            }
            return false;
        }
    }
}
