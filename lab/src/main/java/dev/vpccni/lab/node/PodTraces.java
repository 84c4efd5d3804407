package dev.vpccni.lab.node;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.Rtnetlink;
import dev.vpccni.netlink.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What pods have left on a node: the question after DEL.
public final class PodTraces {
    /// Host ends of pod interfaces begin like this unless the node is configured otherwise.
    private static final String VETH_PREFIX = "eni";

    private PodTraces() {}

    /// Looks for links of pods, for rules and routes of these addresses, and for namespace files.
    ///
    /// Shape: one line for each thing found; nothing is left when the list is empty.
    public static List<String> find(Node node, Collection<IpAddress> addresses) {
        Set<IpPrefix> gone =
                addresses.stream().map(IpAddress::toPrefix).collect(Collectors.toSet());
        List<String> traces = new ArrayList<>();
        node.network().read(Rtnetlink::links).stream()
                .filter(link -> link.name().startsWith(VETH_PREFIX))
                .forEach(link -> traces.add("link " + link.name()));
        for (Family family : Family.values()) {
            node.network().read(netlink -> netlink.rules(family)).stream()
                    .filter(rule -> names(rule, gone))
                    .forEach(rule -> traces.add(rule.toString()));
            node.network().read(netlink -> netlink.routes(family)).stream()
                    .filter(route -> gone.contains(route.destination()))
                    .map(Route::toString)
                    .forEach(traces::add);
        }
        traces.addAll(node.call(PodTraces::namespaceFiles));
        return traces.stream().map(trace -> node.name() + ": " + trace).toList();
    }

    private static boolean names(Rule rule, Set<IpPrefix> gone) {
        return contains(gone, rule.source()) || contains(gone, rule.destination());
    }

    private static boolean contains(Set<IpPrefix> gone, @Nullable IpPrefix prefix) {
        return prefix != null && gone.contains(prefix);
    }

    private static List<String> namespaceFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/run/netns"))) {
            return files.map(file -> "file " + file).toList();
        }
    }
}
