package dev.vpccni.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.Link;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DesiredHostTest {
    @Test
    void saysAllThatANodeWithThreeEnisNeeds() {
        FakeKernel kernel = new FakeKernel(Fixtures.links(2));
        HostNetwork network =
                new HostNetwork(
                        Fixtures.PRIMARY,
                        List.of(Fixtures.SECOND, Fixtures.THIRD),
                        Fixtures.blocks("10.0.0.0/16"),
                        Fixtures.snat(),
                        9001,
                        Fixtures.blocks("192.0.2.0/24"));

        kernel.apply(HostDiff.of(Fixtures.desired(network, kernel.links), kernel.see()));

        assertThat(kernel.print())
                .containsExactly(
                        "link eth0 mtu 9001 group 3778 up",
                        "link eth1 mtu 9001 group 3778 up",
                        "link eth2 mtu 9001 group 3778 up",
                        "address 10.0.1.20/24 dev 3",
                        "address 10.0.0.30/24 dev 4",
                        "route 10.0.1.1/32 dev 3 scope link table 2",
                        "route 0.0.0.0/0 via 10.0.1.1 dev 3 table 2",
                        "route 10.0.0.1/32 dev 4 scope link table 10101",
                        "route 0.0.0.0/0 via 10.0.0.1 dev 4 table 10101",
                        "rule priority 512 lookup 254 suppress_prefixlength 31 suppress_ifgroup 3778",
                        "rule priority 1024 fwmark 0x80/0x80 lookup 254",
                        "rule priority 1535 to 192.0.2.0/24 lookup 254",
                        "rule priority 32765 from 10.0.1.20/32 lookup 2",
                        "rule priority 32765 from 10.0.0.30/32 lookup 10101",
                        "net/ipv4/conf/eth0/rp_filter = 2",
                        "chain connection-mark rules 3",
                        "chain node-snat rules 3",
                        "chain pod-egress rules 6",
                        "chain restore-mark rules 2");
    }

    /// spec/dataplane.md 3.5, the table of settings.
    @ParameterizedTest
    @CsvSource({
        // external, nodePort, snat, egress mark, mark on arrival, restore eni, restore vlan, rule
        // 1024
        "false, true,  true,  true,  true,  true,  true,  true",
        "true,  true,  false, false, true,  true,  true,  true",
        "false, false, true,  true,  false, true,  false, true",
        "true,  false, false, false, false, false, false, false"
    })
    void hasThePartsThatTheSettingsCallFor(
            boolean external,
            boolean nodePort,
            boolean translates,
            boolean marksEgress,
            boolean marksArrival,
            boolean restoresPods,
            boolean restoresVlans,
            boolean looksUpMarks) {
        HostNetwork network = Fixtures.network(Fixtures.snat(external, nodePort), Fixtures.SECOND);

        DesiredHost desired = Fixtures.desired(network, Fixtures.links(1));

        String nft = desired.netfilter().map(NftRuleset::replaceCommands).orElse("");
        assertThat(nft.contains("snat to 10.0.0.10 fully-random")).isEqualTo(translates);
        assertThat(nft.contains("chain pod-egress")).isEqualTo(marksEgress);
        assertThat(
                        nft.contains(
                                "iifname \"eth0\" fib daddr . iif type local ct mark set ct mark | 0x00000080"))
                .isEqualTo(marksArrival);
        assertThat(nft.contains("iifname \"eni*\" jump restore-mark")).isEqualTo(restoresPods);
        assertThat(nft.contains("iifname \"vlan*\" jump restore-mark")).isEqualTo(restoresVlans);
        assertThat(desired.rules().stream().anyMatch(rule -> rule.priority() == 1024))
                .isEqualTo(looksUpMarks);
    }

    @Test
    void takesTheInterfaceItselfAndNotWhatIsBuiltOnIt() {
        Link vlan = new Link(1, "eth1.5", 0, 1500, Fixtures.mac(1), "vlan", 0);
        Link real = Fixtures.link(3, "eth1", 1);

        assertThat(EniLink.find(List.of(vlan, real), Fixtures.mac(1))).contains(real);
        assertThat(EniLink.find(List.of(vlan), Fixtures.mac(1))).isEmpty();
        assertThat(EniLink.find(List.of(real), Fixtures.mac(2))).isEmpty();
    }

    @Test
    void refusesNetworksThatCannotBe() {
        assertThatThrownBy(() -> Fixtures.network(Fixtures.SECOND, Fixtures.SECOND))
                .hasMessage(
                        "eni-1 (0e:00:00:00:00:01) has its MAC address or route table 2 in common with another ENI");
        assertThatThrownBy(() -> Fixtures.eni("eni-9", 9, "10.0.9.1", "10.0.1.0/24", 3))
                .hasMessage(
                        "eni-9: the primary address 10.0.9.1 is not in its IPv4 subnet 10.0.1.0/24");
        assertThatThrownBy(() -> Fixtures.eni("eni-9", 9, "10.0.1.9", "10.0.1.0/24", 255))
                .hasMessage("eni-9 cannot use the kernel's route table 255");
        assertThatThrownBy(() -> network(9002, "10.0.0.0/16"))
                .hasMessage("MTU 9002 of ENIs is not within 576..9001");
        assertThatThrownBy(() -> network(9001, "fd00::/8"))
                .hasMessage("the node's network is IPv4; fd00::/8 is not");
        assertThatThrownBy(() -> network(9001))
                .hasMessageContaining("no CIDR block of the VPC is known");
        assertThatThrownBy(() ->
                        new SnatSettings(
                                false, SnatSettings.Ports.KEPT, List.of(), true, 0x80, "a\"b"))
                .hasMessageContaining("'a\"b' cannot be the prefix of host interface names");
        assertThatThrownBy(() ->
                        new SnatSettings(false, SnatSettings.Ports.KEPT, List.of(), true, 0, "eni"))
                .hasMessage("the connection mark needs at least one bit");
    }

    private static HostNetwork network(int mtu, String... vpcCidrs) {
        return new HostNetwork(
                Fixtures.PRIMARY,
                List.of(),
                Fixtures.blocks(vpcCidrs),
                Fixtures.snat(),
                mtu,
                List.<IpPrefix>of());
    }
}
