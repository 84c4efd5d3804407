package dev.vpccni.lab.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.lab.account.FabricEni;
import dev.vpccni.lab.node.Command;
import dev.vpccni.lab.node.Finished;
import dev.vpccni.lab.node.Leftovers;
import dev.vpccni.lab.node.MachineSpec;
import dev.vpccni.lab.node.Node;
import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real packets between two nodes of a fabric, wired by hand.
class LinuxFabricIT {
    private static final IpPrefix VPC = IpPrefix.parse("10.0.0.0/16");
    private static final IpPrefix SUBNET_A = IpPrefix.parse("10.0.1.0/24");
    private static final IpPrefix SUBNET_B = IpPrefix.parse("10.0.2.0/24");
    private static final IpAddress N1 = IpAddress.parse("10.0.1.10");
    private static final IpAddress N1_ETH1 = IpAddress.parse("10.0.1.20");
    private static final IpAddress N2 = IpAddress.parse("10.0.2.10");
    private static final IpAddress FURTHER = IpAddress.parse("10.0.1.77");

    @TempDir Path directory;
    private LinuxFabric fabric;
    private Node n1;
    private Node n2;

    @BeforeEach
    void twoNodesInTwoSubnets() {
        Leftovers.find("labit").remove();
        fabric = LinuxFabric.create(new FabricOptions("labit", List.of(VPC), 1));
        fabric.addSubnet(SUBNET_A.address().plus(1));
        fabric.addSubnet(SUBNET_B.address().plus(1));
        n1 = launch("n1", N1, SUBNET_A, "0e:00:00:00:01:00");
        n2 = launch("n2", N2, SUBNET_B, "0e:00:00:00:02:00");
    }

    @AfterEach
    void tearDown() {
        n1.close();
        n2.close();
        fabric.close();
        assertThat(Leftovers.find("labit")).isEqualTo(new Leftovers(List.of(), List.of()));
    }

    @Test
    void nodesOfTwoSubnetsReachEachOtherAndTheVpcIsNoHop() {
        Finished answer = n1.exec(Command.of("ping", "-n", "-c1", "-W1", N2.toString()));

        assertThat(answer.output()).contains("ttl=64").contains("1 received");
        assertThat(fabric.spoofed()).isEmpty();
    }

    @Test
    void packetsOfNineThousandBytesPassInTheVpc() {
        assertThat(eventually(() -> ping(n1, N2, "-M", "do", "-s", "8973"))).isTrue();
    }

    @Test
    void aFurtherAddressWorksFromAssignToUnassign() {
        n1.network().addAddress("lo", FURTHER, 32);

        assertThat(pingFrom(n1, FURTHER, N2)).as("before it is assigned").isFalse();
        fabric.assign("eni-n1", FURTHER.toPrefix());
        assertThat(eventually(() -> pingFrom(n1, FURTHER, N2))).as("while it is assigned").isTrue();
        fabric.unassign("eni-n1", FURTHER.toPrefix());
        assertThat(pingFrom(n1, FURTHER, N2)).as("after it is taken back").isFalse();
        assertThat(fabric.spoofed()).containsExactly(new Spoof("eni-n1", FURTHER.toString(), 2));
    }

    @Test
    void aPrefixCarriesAllItsAddresses() {
        fabric.assign("eni-n1", IpPrefix.parse("10.0.1.64/28"));
        n1.network().addAddress("lo", FURTHER, 32);

        assertThat(eventually(() -> pingFrom(n1, FURTHER, N2))).isTrue();
    }

    @Test
    void ipv6PrefixesAreCheckedAndDeliveredLikeIpv4() {
        IpAddress one = IpAddress.parse("2001:db8:0:1:a::5");
        IpAddress two = IpAddress.parse("2001:db8:0:2:b::5");
        IpAddress router = IpAddress.parse("fe80:ec2::1");
        for (Node node : List.of(n1, n2)) {
            node.network().addAddress("lo", node == n1 ? one : two, 128);
            node.network().addRoute(IpPrefix.parse("::/0"), router, "eth0");
        }
        fabric.assign("eni-n2", IpPrefix.parse("2001:db8:0:2:b::/80"));

        assertThat(pingFrom(n1, one, two)).as("a source nobody owns").isFalse();
        fabric.assign("eni-n1", IpPrefix.parse("2001:db8:0:1:a::/80"));
        assertThat(eventually(() -> pingFrom(n1, one, two))).as("its own source").isTrue();
        assertThat(fabric.spoofed()).containsExactly(new Spoof("eni-n1", one.toString(), 1));
    }

    @Test
    void aSecondInterfaceSendsItsOwnSourceOnly() {
        attachSecond();

        assertThat(eventually(() -> pingFrom(n1, N1_ETH1, N2))).as("by its own interface").isTrue();
        n1.network().execute(new RtRequest.DeleteRule(fromSecond()));
        assertThat(pingFrom(n1, N1_ETH1, N2)).as("by eth0").isFalse();
        assertThat(fabric.spoofed()).containsExactly(new Spoof("eni-n1", N1_ETH1.toString(), 1));
    }

    @Test
    void aDetachedInterfaceIsGoneFromTheNodeAndItsAddressesAreFree() {
        attachSecond();

        fabric.detach("eni-second");

        assertThat(n1.network().find("eth1")).isNull();
        fabric.assign("eni-n2", N1_ETH1.toPrefix());
        assertThat(eventually(() -> ping(n1, N2))).isTrue();
    }

    @Test
    void anotherMacThanTheInterfacesOwnIsDropped() {
        run(n1, "ip", "link", "set", "eth0", "address", "0e:00:00:00:0b:ad");

        assertThat(ping(n1, N2)).isFalse();
        assertThat(fabric.spoofed())
                .extracting(Spoof::eniId, Spoof::source)
                .containsExactly(tuple("eni-n1", "0e:00:00:00:0b:ad"));
    }

    @Test
    void anAddressCannotHaveTwoOwners() {
        assertThatThrownBy(() -> fabric.assign("eni-n2", N1.toPrefix()))
                .isInstanceOfSatisfying(
                        NetlinkException.class, e -> assertThat(e.isExists()).isTrue());
    }

    @Test
    void aFailedAttachLeavesNothing() {
        FabricEni clash =
                new FabricEni(
                        "eni-x", "i-n1", 1, 0, mac("0e:00:00:00:01:01"), N2, "a", List.of(), true);

        assertThatThrownBy(() -> fabric.attach(clash)).isInstanceOf(NetlinkException.class);

        assertThat(n1.network().find("eth1")).isNull();
        attachSecond();
        assertThat(eventually(() -> pingFrom(n1, N1_ETH1, N2))).isTrue();
    }

    @Test
    void existingAddressesAnswerArpAndOthersDoNot() {
        assertThat(run(n1, "ip", "neigh", "flush", "all").succeeded()).isTrue();

        assertThat(eventually(() -> ping(n1, IpAddress.parse("10.0.1.1"))))
                .as("the router")
                .isTrue();
        ping(n1, IpAddress.parse("10.0.1.99"));
        String neighbours = run(n1, "ip", "neigh").output();
        assertThat(neighbours).contains("10.0.1.1 dev eth0 lladdr 0e:ff:ff:ff:ff:01");
        assertThat(neighbours).doesNotContain("10.0.1.99 dev eth0 lladdr");
    }

    @Test
    void theInternetSeesThePublicAddressAndNothingWithoutOne() {
        fabric.mapPublicAddress(N1, IpAddress.parse("198.18.0.10"));

        try (InternetHost host = InternetHost.start(fabric.internet())) {
            assertThat(n1.call(() -> host.ask(Duration.ofSeconds(2)))).contains("198.18.0.10");
            assertThat(n2.call(() -> host.ask(Duration.ofMillis(300)))).isEmpty();
        }
    }

    @Test
    void metadataRepliesDieAfterOneHop() {
        assertThat(run(n1, "ping", "-n", "-c1", "-W1", "169.254.169.254").output())
                .contains("ttl=1 ");
    }

    @Test
    void aNodeKeepsItsFilesToItself() {
        n1.writeFile("/etc/cni/net.d/10-aws.conflist", "mine");
        n1.writeFile("/tmp/some/thing", "mine");

        assertThat(n1.readFile("/etc/cni/net.d/10-aws.conflist")).isEqualTo("mine");
        assertThat(run(n2, "cat", "/etc/cni/net.d/10-aws.conflist").exitCode()).isEqualTo(1);
        assertThat(Files.exists(Path.of("/tmp/some/thing"))).isFalse();
        assertThat(run(n1, "hostname").output().strip()).isEqualTo("n1");
        assertThat(run(n1, "ls", "/sys/class/net").output().split("\\s+"))
                .containsExactlyInAnyOrder("eth0", "lo");
        assertThat(run(n1, "sh", "-c", "echo $$").output().strip()).matches("\\d{1,2}");
    }

    @Test
    void aProgramThatTakesTooLongIsKilled() {
        Finished late = n1.exec(Command.of("sleep", "30").withTimeout(Duration.ofMillis(50)));

        assertThat(late.timedOut()).isTrue();
        assertThat(late.exitCode()).isEqualTo(128 + 9);
    }

    private Node launch(String name, IpAddress address, IpPrefix subnet, String mac) {
        String instance = "i-" + name;
        fabric.launched(instance, name);
        fabric.attach(
                new FabricEni(
                        "eni-" + name, instance, 0, 0, mac(mac), address, name, List.of(), true));
        MachineSpec spec = new MachineSpec(name, instance, address, subnet, List.of());
        return Node.boot(spec, fabric.machine(instance), directory.resolve(name));
    }

    private void attachSecond() {
        fabric.attach(
                new FabricEni(
                        "eni-second",
                        "i-n1",
                        1,
                        0,
                        mac("0e:00:00:00:01:01"),
                        N1_ETH1,
                        "a",
                        List.of(),
                        true));
        NetworkNamespace network = n1.network();
        network.up("eth1");
        network.addAddress("eth1", N1_ETH1, 32);
        int link = network.link("eth1").index();
        IpAddress router = SUBNET_A.address().plus(1);
        network.execute(
                new RtRequest.AddRoute(
                        Route.connected(router.toPrefix(), link, 2), RtRequest.Mode.REPLACE));
        network.execute(
                new RtRequest.AddRoute(Route.defaultVia(router, link, 2), RtRequest.Mode.REPLACE));
        network.execute(new RtRequest.AddRule(fromSecond()));
    }

    private static Rule fromSecond() {
        return Rule.from(N1_ETH1.toPrefix(), 2, 32765);
    }

    private static MacAddress mac(String text) {
        return MacAddress.parse(text);
    }

    /// The first packet over a link that has just come up can be lost: the kernel lets it send a moment later.
    private static boolean eventually(BooleanSupplier reached) {
        for (int attempt = 0; attempt < 5; attempt++) {
            if (reached.getAsBoolean()) {
                return true;
            }
        }
        return false;
    }

    private static boolean pingFrom(Node node, IpAddress source, IpAddress target) {
        return ping(node, target, "-I", source.toString());
    }

    private static boolean ping(Node node, IpAddress target, String... options) {
        List<String> argv = new ArrayList<>(List.of("ping", "-n", "-q", "-c1", "-W1"));
        argv.addAll(List.of(options));
        argv.add(target.toString());
        return run(node, argv.toArray(String[]::new)).succeeded();
    }

    private static Finished run(Node node, String... argv) {
        return node.exec(Command.of(argv));
    }
}
