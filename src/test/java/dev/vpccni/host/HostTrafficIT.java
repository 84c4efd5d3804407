package dev.vpccni.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.netlink.socket.Namespaces;
import dev.vpccni.netlink.socket.Nftables;
import dev.vpccni.netlink.socket.TestNamespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Real packets over a node that the host room has set up: the paths of spec/dataplane.md section 5 that it decides.
///
/// Each test sends a datagram and its answer; the VPC side drops what comes by the wrong ENI, so an answer proves the
/// path of both. Needs root and libnftables1; works in namespaces of its own.
class HostTrafficIT {
    private static final int PORT = 5353;
    private static final int NODE_PORT = 30080;
    private static final IpAddress SERVICE = IpAddress.parse("10.0.200.1");

    private final NodeAndVpc box;
    private final HostNetworkApplier applier;
    private final Nftables nftables;

    HostTrafficIT() throws Exception {
        box = new NodeAndVpc();
        applier =
                HostNetworkApplier.openIn(
                        box.node.path(),
                        Path.of("/proc/sys"),
                        Duration.ofSeconds(5),
                        InstantSource.system());
        nftables = Nftables.open(box.node.path());
    }

    @BeforeEach
    void wire() {
        box.eni("eth1", Fixtures.SECOND);
        applier.apply(Fixtures.network(Fixtures.SECOND));
        box.wirePod();
    }

    @AfterEach
    void removeNamespaces() {
        nftables.close();
        applier.close();
        box.close();
    }

    @Test
    void podOfASecondaryEniKeepsItsAddressInsideTheVpc() throws Exception {
        assertThat(sourceSeenBy(NodeAndVpc.REMOTE_POD, NodeAndVpc.REMOTE_POD))
                .isEqualTo(NodeAndVpc.POD);
    }

    /// P4: out by the primary ENI with its address, and the answer finds its way back.
    @Test
    void podOfASecondaryEniReachesTheInternetAsTheNode() throws Exception {
        assertThat(sourceSeenBy(NodeAndVpc.INTERNET, NodeAndVpc.INTERNET))
                .isEqualTo(NodeAndVpc.NODE);
    }

    /// P5b, which the incumbent needs AWS_EXTERNAL_SERVICE_CIDRS for (W26).
    @Test
    void podReachesAServiceWhoseEndpointIsOutsideTheVpc() throws Exception {
        nftables.run(
                "table ip proxy { chain services { type nat hook prerouting priority dstnat;"
                        + " ip daddr "
                        + SERVICE
                        + " dnat to "
                        + NodeAndVpc.INTERNET
                        + "; }; }");

        assertThat(sourceSeenBy(NodeAndVpc.INTERNET, SERVICE)).isEqualTo(NodeAndVpc.NODE);
    }

    /// A DHCP client's host route to the resolver in main leads out of the primary ENI; the pod must not follow it.
    @Test
    void podOfASecondaryEniReachesTheResolverByItsOwnEni() throws Exception {
        assertThat(sourceSeenBy(NodeAndVpc.RESOLVER, NodeAndVpc.RESOLVER))
                .isEqualTo(NodeAndVpc.POD);
    }

    /// P6: in by the primary ENI for a pod of another one, and out again where it came in.
    @Test
    void nodePortReachesAPodOfASecondaryEni() throws Exception {
        nftables.run(
                "table ip proxy { chain services { type nat hook prerouting priority dstnat;"
                        + " udp dport "
                        + NODE_PORT
                        + " dnat to "
                        + NodeAndVpc.POD
                        + ":"
                        + PORT
                        + "; }; }");
        try (DatagramSocket server = socket(box.pod, NodeAndVpc.POD, PORT);
                DatagramSocket client = socket(box.vpc, NodeAndVpc.INTERNET, 0)) {
            client.send(datagram(NodeAndVpc.NODE, NODE_PORT));
            DatagramPacket request = receive(server);
            server.send(
                    datagram(IpAddress.of(request.getAddress().getAddress()), request.getPort()));

            assertThat(source(receive(client))).isEqualTo(NodeAndVpc.NODE);
        }
    }

    /// W27: bits of the packet mark that others set before us are still there afterwards.
    @Test
    void leavesOtherBitsOfTheMarkAlone() throws Exception {
        nftables.run(
                "table ip others {"
                        + " chain early { type filter hook prerouting priority raw; iifname \"eni*\" meta mark set 0x4000; };"
                        + " chain late { type filter hook forward priority 0; meta mark 0x4080 counter comment \"both\"; }; }");

        assertThat(sourceSeenBy(NodeAndVpc.INTERNET, NodeAndVpc.INTERNET))
                .isEqualTo(NodeAndVpc.NODE);
        assertThat(nftables.run("list chain ip others late")).contains("counter packets 1 ");
    }

    @Test
    void nodeReachesItsPod() throws Exception {
        try (DatagramSocket server = socket(box.pod, NodeAndVpc.POD, PORT);
                DatagramSocket client = socket(box.node, NodeAndVpc.NODE, 0)) {
            client.send(datagram(NodeAndVpc.POD, PORT));

            assertThat(source(receive(server))).isEqualTo(NodeAndVpc.NODE);
        }
    }

    /// The pod sends to `target`, the listener at `listenAt` answers, and the pod must get the answer.
    private IpAddress sourceSeenBy(IpAddress listenAt, IpAddress target) throws Exception {
        try (DatagramSocket listener = socket(box.vpc, listenAt, PORT);
                DatagramSocket client = socket(box.pod, NodeAndVpc.POD, 0)) {
            client.send(datagram(target, PORT));
            DatagramPacket seen = receive(listener);
            listener.send(datagram(source(seen), seen.getPort()));

            assertThat(source(receive(client))).isEqualTo(target);
            return source(seen);
        }
    }

    private static DatagramSocket socket(TestNamespace namespace, IpAddress address, int port)
            throws Exception {
        DatagramSocket socket =
                Namespaces.call(
                        namespace.path(),
                        () -> new DatagramSocket(new InetSocketAddress(inet(address), port)));
        socket.setSoTimeout(3_000);
        return socket;
    }

    private static DatagramPacket datagram(IpAddress to, int port) throws IOException {
        byte[] text = "hello".getBytes(UTF_8);
        return new DatagramPacket(text, text.length, inet(to), port);
    }

    private static DatagramPacket receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        try {
            socket.receive(packet);
            return packet;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing came to " + socket.getLocalSocketAddress(), e);
        }
    }

    private static IpAddress source(DatagramPacket packet) {
        return IpAddress.of(packet.getAddress().getAddress());
    }

    private static InetAddress inet(IpAddress address) throws IOException {
        return InetAddress.getByAddress(address.bytes());
    }
}
