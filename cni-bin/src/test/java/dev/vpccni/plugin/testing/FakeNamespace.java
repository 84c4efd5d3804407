package dev.vpccni.plugin.testing;

import dev.vpccni.inet.Family;
import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.Neighbor;
import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.netlink.RequestText;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.Rule;
import dev.vpccni.plugin.os.NetworkNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A network namespace in memory, with the kernel's answers to what exists and what is missing.
///
/// Anything that the plugin is not known to ask for is an error, so that a new request shows here first.
public final class FakeNamespace implements NetworkNamespace {
    private FakeOs os;
    private final int fd;
    private final String name;
    private final List<Link> links = new ArrayList<>();
    private final List<LinkAddress> addresses = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();
    private final List<Neighbor> neighbors = new ArrayList<>();
    private final TreeMap<String, String> sysctls = new TreeMap<>();

    FakeNamespace(FakeOs os, int fd, String name) {
        this.os = os;
        this.fd = fd;
        this.name = name;
        links.add(new Link(1, "lo", Link.UP | Link.LOOPBACK, 65536, null, "", 0));
    }

    void moveTo(FakeOs next) {
        os = next;
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public boolean isSameAs(NetworkNamespace other) {
        return this == other;
    }

    @Override
    public void execute(RtRequest request) {
        os.change(name + ": " + RequestText.of(request));
        switch (request) {
            case RtRequest.CreateVeth create -> createVeth(create);
            case RtRequest.DeleteLink delete -> deleteLink(delete.index());
            case RtRequest.ChangeLink change -> setUp(change.index());
            case RtRequest.SetAlias set -> setAlias(set.index(), set.alias());
            case RtRequest.AddAddress add -> addresses.add(add.address());
            case RtRequest.AddRoute add -> addRoute(add);
            case RtRequest.DeleteRoute delete -> deleteRoute(delete.route());
            case RtRequest.AddRule add -> addRule(add.rule());
            case RtRequest.DeleteRule delete -> deleteRule(delete.rule());
            case RtRequest.AddNeighbor add -> neighbors.add(add.neighbor());
            default -> throw new AssertionError("the fake kernel does not know " + request);
        }
    }

    /// Puts a rule there behind the plugin's back.
    public void haveRule(Rule rule) {
        rules.add(rule);
    }

    /// Puts a route there behind the plugin's back.
    public void haveRoute(Route route) {
        routes.add(route);
    }

    /// Puts an interface there behind the plugin's back; its index.
    public int haveLink(String linkName, String kind, String alias) {
        int index = os.nextIndex();
        links.add(new Link(index, linkName, Link.UP, 1500, null, kind, 0, alias, 0));
        return index;
    }

    /// Forgets what is there but the loopback, behind the plugin's back.
    public void loseAddresses() {
        addresses.clear();
        routes.clear();
        neighbors.clear();
    }

    /// What is there, as sorted lines.
    public List<String> state() {
        Stream<String> lines = links.stream().map(link -> "link " + link.name());
        lines = Stream.concat(lines, addresses.stream().map(a -> "address " + RequestText.of(a)));
        lines = Stream.concat(lines, routes.stream().map(r -> "route " + RequestText.of(r)));
        lines = Stream.concat(lines, rules.stream().map(r -> "rule " + RequestText.of(r)));
        lines = Stream.concat(lines, neighbors.stream().map(n -> "neighbour " + n.address()));
        return lines.sorted().toList();
    }

    public String sysctl(String key) {
        return Objects.requireNonNullElse(sysctls.get(key), "");
    }

    @Override
    public @Nullable Link link(String linkName) {
        return links.stream().filter(link -> link.name().equals(linkName)).findAny().orElse(null);
    }

    @Override
    public List<Link> links() {
        return List.copyOf(links);
    }

    @Override
    public List<LinkAddress> addresses(Family family) {
        return addresses.stream().filter(a -> a.address().family() == family).toList();
    }

    @Override
    public List<Route> routes(Family family) {
        return routes.stream().filter(route -> route.family() == family).toList();
    }

    @Override
    public List<Rule> rules(Family family) {
        return rules.stream().filter(rule -> rule.family() == family).toList();
    }

    @Override
    public List<Neighbor> neighbors(Family family) {
        return neighbors.stream().filter(n -> n.address().family() == family).toList();
    }

    @Override
    public void writeSysctl(String key, String value) {
        os.change(name + ": sysctl " + key + "=" + value);
        sysctls.put(key, value);
    }

    private void createVeth(RtRequest.CreateVeth create) {
        FakeNamespace peer = os.byFd(create.peer().netnsFd());
        if (link(create.name()) != null || peer.link(create.peer().name()) != null) {
            throw error("create " + create.name(), NetlinkException.EEXIST);
        }
        int inner = os.nextIndex();
        int outer = os.nextIndex();
        int flags = create.up() ? Link.UP : 0;
        links.add(new Link(inner, create.name(), flags, create.mtu(), create.mac(), "veth", outer));
        peer.links.add(
                new Link(
                        outer,
                        create.peer().name(),
                        0,
                        create.peer().mtu(),
                        create.peer().mac(),
                        "veth",
                        inner));
    }

    private void deleteLink(int index) {
        Link link = byIndex(index);
        for (FakeNamespace namespace : os.namespaces()) {
            namespace.forget(index);
            if (link.peerIndex() != 0) {
                namespace.forget(link.peerIndex());
            }
        }
    }

    private void forget(int index) {
        links.removeIf(link -> link.index() == index);
        addresses.removeIf(address -> address.linkIndex() == index);
        routes.removeIf(route -> route.linkIndex() == index);
        neighbors.removeIf(neighbor -> neighbor.linkIndex() == index);
    }

    private void setUp(int index) {
        Link old = byIndex(index);
        replace(old, old.flags() | Link.UP, old.alias());
    }

    private void setAlias(int index, String alias) {
        Link old = byIndex(index);
        replace(old, old.flags(), alias);
    }

    private void replace(Link old, int flags, String alias) {
        links.remove(old);
        links.add(
                new Link(
                        old.index(),
                        old.name(),
                        flags,
                        old.mtu(),
                        old.mac(),
                        old.kind(),
                        old.peerIndex(),
                        alias,
                        old.group()));
    }

    private void addRoute(RtRequest.AddRoute add) {
        Route route = add.route();
        boolean replaced =
                routes.removeIf(old ->
                        old.destination().equals(route.destination())
                                && old.table() == route.table());
        if (replaced && add.mode() == RtRequest.Mode.CREATE) {
            throw error("add route", NetlinkException.EEXIST);
        }
        routes.add(route);
    }

    private void deleteRoute(Route route) {
        boolean removed =
                routes.removeIf(old ->
                        old.destination().equals(route.destination())
                                && old.table() == route.table()
                                && old.linkIndex() == route.linkIndex());
        if (!removed) {
            throw error("delete route", NetlinkException.ESRCH);
        }
    }

    private void addRule(Rule rule) {
        if (rules.contains(rule)) {
            throw error("add rule", NetlinkException.EEXIST);
        }
        rules.add(rule);
    }

    private void deleteRule(Rule wanted) {
        for (Rule rule : rules) {
            boolean table = wanted.table() == 0 || wanted.table() == rule.table();
            boolean source = wanted.source() == null || wanted.source().equals(rule.source());
            boolean destination =
                    wanted.destination() == null || wanted.destination().equals(rule.destination());
            if (rule.family() == wanted.family()
                    && rule.priority() == wanted.priority()
                    && table
                    && source
                    && destination) {
                rules.remove(rule);
                return;
            }
        }
        throw error("delete rule", NetlinkException.ENOENT);
    }

    private Link byIndex(int index) {
        return links.stream()
                .filter(link -> link.index() == index)
                .findAny()
                .orElseThrow(() -> error("find interface " + index, NetlinkException.ENODEV));
    }

    private static NetlinkException error(String operation, int errno) {
        return new NetlinkException(operation, errno, "");
    }
}
