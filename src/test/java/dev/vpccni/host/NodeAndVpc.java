package dev.vpccni.host;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.Neighbor;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.RtRequest.Mode;
import dev.vpccni.netlink.Rtnetlink;
import dev.vpccni.netlink.Rule;
import dev.vpccni.netlink.socket.FileDescriptor;
import dev.vpccni.netlink.socket.Namespaces;
import dev.vpccni.netlink.socket.TestNamespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// A node with two ENIs, the VPC and internet beyond them, and a pod on the second ENI. Three namespaces.
///
/// The VPC drops what arrives by the wrong ENI (strict reverse path filter), as the real one does.
final class NodeAndVpc implements AutoCloseable {
    static final IpAddress POD = IpAddress.parse("10.0.1.21");
    static final IpAddress NODE = Fixtures.PRIMARY.address();

    /// Far side of the VPC, behind both ENIs' routers.
    static final IpAddress REMOTE_POD = IpAddress.parse("10.0.2.5");

    static final IpAddress RESOLVER = IpAddress.parse("10.0.0.2");
    static final IpAddress INTERNET = IpAddress.parse("203.0.113.80");
    private static final IpAddress POD_GATEWAY = IpAddress.parse("169.254.1.1");

    final TestNamespace node = TestNamespace.create("node");
    final TestNamespace vpc = TestNamespace.create("vpc");
    final TestNamespace pod = TestNamespace.create("pod");

    NodeAndVpc() throws Exception {
        up(node, "lo");
        up(vpc, "lo");
        eni("eth0", Fixtures.PRIMARY);
        for (IpAddress address : new IpAddress[] {REMOTE_POD, RESOLVER, INTERNET}) {
            address(vpc, "lo", address, 32);
        }
        // What the operating system does for the primary ENI at boot, with the routes of a DHCP
        // client.
        up(node, "eth0");
        address(node, "eth0", Fixtures.PRIMARY.address(), 24);
        route(node, Route.connected(RESOLVER.toPrefix(), index(node, "eth0"), Route.TABLE_MAIN));
        route(
                node,
                Route.defaultVia(
                        Fixtures.PRIMARY.gateway(), index(node, "eth0"), Route.TABLE_MAIN));
        sysctl(node, "net/ipv4/ip_forward", "1");
        sysctl(node, "net/ipv4/conf/all/rp_filter", "0");
        sysctl(node, "net/ipv4/conf/eth0/rp_filter", "1");
        sysctl(vpc, "net/ipv4/conf/all/rp_filter", "1");
    }

    /// An interface of the node with its other end at the VPC's router.
    void eni(String name, HostEni eni) {
        String router = "v-" + name;
        try (FileDescriptor target = Namespaces.openFd(node.path())) {
            vpc.rtnetlink()
                    .execute(
                            new RtRequest.CreateVeth(
                                    router,
                                    9001,
                                    null,
                                    -1,
                                    true,
                                    new RtRequest.VethPeer(
                                            name, 1500, eni.mac(), -1, target.number())));
        }
        address(vpc, router, eni.gateway(), 24);
    }

    /// Wires the pod as the plugin does, with the route table of the second ENI.
    void wirePod() {
        try (FileDescriptor target = Namespaces.openFd(node.path())) {
            pod.rtnetlink()
                    .execute(
                            new RtRequest.CreateVeth(
                                    "eth0",
                                    9001,
                                    null,
                                    0,
                                    true,
                                    new RtRequest.VethPeer(
                                            "eni1", 9001, null, 0, target.number())));
        }
        up(pod, "lo");
        up(node, "eni1");
        address(pod, "eth0", POD, 32);
        int index = index(pod, "eth0");
        Link host = link(node, "eni1");
        route(pod, Route.connected(POD_GATEWAY.toPrefix(), index, Route.TABLE_MAIN));
        route(pod, Route.defaultVia(POD_GATEWAY, index, Route.TABLE_MAIN));
        pod.rtnetlink()
                .execute(
                        new RtRequest.AddNeighbor(
                                Neighbor.permanent(
                                        index, POD_GATEWAY, Objects.requireNonNull(host.mac())),
                                Mode.CREATE));
        route(node, Route.connected(POD.toPrefix(), host.index(), Route.TABLE_MAIN));
        node.rtnetlink().execute(new RtRequest.AddRule(Rule.from(POD.toPrefix(), 2, 1536)));
        // The VPC knows which ENI has which address; nobody answers ARP for a pod.
        vpc.rtnetlink()
                .execute(
                        new RtRequest.AddNeighbor(
                                Neighbor.permanent(
                                        index(vpc, "v-eth1"), POD, Fixtures.SECOND.mac()),
                                Mode.CREATE));
    }

    static void address(TestNamespace namespace, String link, IpAddress address, int length) {
        LinkAddress wanted = new LinkAddress(index(namespace, link), address, length, 0, 0);
        namespace.rtnetlink().execute(new RtRequest.AddAddress(wanted, Mode.CREATE));
    }

    static void up(TestNamespace namespace, String link) {
        namespace.rtnetlink().execute(RtRequest.ChangeLink.up(index(namespace, link)));
    }

    static void route(TestNamespace namespace, Route route) {
        namespace.rtnetlink().execute(new RtRequest.AddRoute(route, Mode.CREATE));
    }

    static int index(TestNamespace namespace, String link) {
        return link(namespace, link).index();
    }

    static Link link(TestNamespace namespace, String name) {
        return Objects.requireNonNull(namespace.rtnetlink().link(name), name);
    }

    static void sysctl(TestNamespace namespace, String name, String value) throws Exception {
        Namespaces.call(
                namespace.path(), () -> Files.writeString(Path.of("/proc/sys", name), value));
    }

    boolean hasConnectedRoute(IpPrefix subnet) {
        Rtnetlink rtnetlink = node.rtnetlink();
        return rtnetlink.routes(Family.IPV4).stream()
                .anyMatch(route ->
                        route.table() == Route.TABLE_MAIN && route.destination().equals(subnet));
    }

    @Override
    public void close() {
        pod.close();
        node.close();
        vpc.close();
    }
}
