package dev.vpccni.plugin.testing;

import dev.vpccni.inet.Family;
import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.Neighbor;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.Rtnetlink;
import dev.vpccni.netlink.Rule;
import dev.vpccni.netlink.socket.JnrNetlinkTransport;
import dev.vpccni.netlink.socket.Namespaces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A node and its pods as network namespaces of this machine; all of them go with [#close].
public final class TestNode implements AutoCloseable {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final List<Net> nets = new ArrayList<>();
    private final String prefix = "plugit" + ProcessHandle.current().pid() + "x";
    private final Net node;

    private TestNode() {
        node = newNamespace();
    }

    /// Errors: IllegalStateException with a sentence when this process is not root.
    public static TestNode create() {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new IllegalStateException(
                    "the integration tests of the plugin make network namespaces: run them as root");
        }
        return new TestNode();
    }

    /// The node's own namespace.
    public Net net() {
        return node;
    }

    /// A new namespace for a pod.
    public Net newNamespace() {
        String name = prefix + COUNTER.incrementAndGet();
        Namespaces.create(name);
        Net net = new Net(name, Namespaces.path(name));
        nets.add(net);
        net.up("lo");
        return net;
    }

    /// Runs work on a thread that is in the node's namespace.
    public <T> T call(Callable<T> work) throws Exception {
        return Namespaces.call(node.path(), work);
    }

    @Override
    public void close() {
        for (Net net : nets.reversed()) {
            net.delete();
        }
    }

    /// One namespace.
    public record Net(String name, Path path) {
        public Rtnetlink netlink() {
            return new Rtnetlink(JnrNetlinkTransport.open(path));
        }

        public void execute(RtRequest request) {
            try (Rtnetlink netlink = netlink()) {
                netlink.execute(request);
            }
        }

        void up(String link) {
            try (Rtnetlink netlink = netlink()) {
                int index = Objects.requireNonNull(netlink.link(link)).index();
                netlink.execute(RtRequest.ChangeLink.up(index));
            }
        }

        public Link link(String link) {
            try (Rtnetlink netlink = netlink()) {
                return Objects.requireNonNull(netlink.link(link), link + " in " + name);
            }
        }

        public boolean hasLink(String link) {
            try (Rtnetlink netlink = netlink()) {
                return netlink.link(link) != null;
            }
        }

        /// Everything that differs between an empty namespace and this one, as lines.
        public List<String> state() {
            try (Rtnetlink netlink = netlink()) {
                Stream<String> links =
                        netlink.links().stream().map(Link::name).map("link "::concat);
                Stream<String> rest =
                        Stream.of(Family.values())
                                .flatMap(family ->
                                        Stream.concat(
                                                routes(netlink, family), rules(netlink, family)));
                return Stream.concat(links, rest).sorted().toList();
            }
        }

        private static Stream<String> routes(Rtnetlink netlink, Family family) {
            return netlink.routes(family).stream()
                    .filter(route -> route.table() != Route.TABLE_LOCAL)
                    // The kernel adds its own link-local routes when a link gets its carrier.
                    .filter(route -> route.protocol() != 2)
                    .map(route -> "route " + route);
        }

        private static Stream<String> rules(Rtnetlink netlink, Family family) {
            return netlink.rules(family).stream().map(rule -> "rule " + rule);
        }

        public List<Route> routes(Family family) {
            try (Rtnetlink netlink = netlink()) {
                return netlink.routes(family);
            }
        }

        public List<Rule> rules(Family family) {
            try (Rtnetlink netlink = netlink()) {
                return netlink.rules(family);
            }
        }

        public List<LinkAddress> addresses(Family family) {
            try (Rtnetlink netlink = netlink()) {
                return netlink.addresses(family);
            }
        }

        public List<Neighbor> neighbors(Family family) {
            try (Rtnetlink netlink = netlink()) {
                return netlink.neighbors(family);
            }
        }

        /// Removes the name; a namespace that nothing else holds goes with it.
        public void delete() {
            if (path.toFile().exists()) {
                Namespaces.delete(name);
            }
        }
    }
}
