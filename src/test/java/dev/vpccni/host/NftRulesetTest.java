package dev.vpccni.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.host.SnatSettings.Ports;
import dev.vpccni.inet.IpPrefix;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NftRulesetTest {
    @Test
    void isOneTransactionThatReplacesTheTable() {
        HostNetwork network =
                new HostNetwork(
                        Fixtures.PRIMARY,
                        List.of(),
                        Fixtures.blocks("10.0.0.0/16", "100.64.0.0/16"),
                        new SnatSettings(
                                false,
                                Ports.FULLY_RANDOM,
                                Fixtures.blocks("10.0.7.0/24", "192.0.2.0/24"),
                                true,
                                0x80,
                                "eni"),
                        9001,
                        List.of());
        NftRuleset ruleset = NftRuleset.of(network, "eth0").orElseThrow();

        assertThat(ruleset.replaceCommands())
                .isEqualTo(
                        """
                        add table ip vpc-cni
                        delete table ip vpc-cni
                        table ip vpc-cni {
                        	set fingerprint {
                        		type mark
                        		comment "FINGERPRINT"
                        	}
                        	set untranslated {
                        		type ipv4_addr
                        		flags interval
                        		elements = { 10.0.0.0/16, 100.64.0.0/16, 192.0.2.0/24 }
                        	}
                        	chain node-snat {
                        		type nat hook postrouting priority srcnat + 1; policy accept;
                        		oifname "vlan*" return
                        		ip daddr @untranslated return
                        		fib daddr type != local snat to 10.0.0.10 fully-random
                        	}
                        	chain restore-mark {
                        		ct mark & 0x00000080 == 0x00000080 meta mark set meta mark | 0x00000080 return
                        		meta mark set meta mark & 0xffffff7f
                        	}
                        	chain connection-mark {
                        		type filter hook prerouting priority mangle; policy accept;
                        		iifname "eth0" fib daddr . iif type local ct mark set ct mark | 0x00000080
                        		iifname "eni*" jump restore-mark
                        		iifname "vlan*" jump restore-mark
                        	}
                        	chain pod-egress {
                        		type filter hook prerouting priority dstnat + 10; policy accept;
                        		iifname != "eni*" return
                        		ct state != new return
                        		fib daddr type local return
                        		ip daddr @untranslated return
                        		ct mark set ct mark | 0x00000080
                        		jump restore-mark
                        	}
                        }
                        """
                                .replace("FINGERPRINT", ruleset.fingerprint()));
    }

    @ParameterizedTest
    @CsvSource({"FULLY_RANDOM, ' fully-random'", "RANDOM, ' random'", "KEPT, ''"})
    void choosesPortsAsAsked(Ports ports, String flag) {
        SnatSettings snat = new SnatSettings(false, ports, List.of(), true, 0x80, "eni");

        assertThat(NftRuleset.of(Fixtures.network(snat), "eth0").orElseThrow().body())
                .contains("snat to 10.0.0.10" + flag + "\n");
    }

    @Test
    void usesTheMarkAndThePrefixOfTheSettings() {
        SnatSettings snat = new SnatSettings(false, Ports.KEPT, List.of(), true, 0x80000001, "pod");

        String body = NftRuleset.of(Fixtures.network(snat), "ens5").orElseThrow().body();

        assertThat(body)
                .contains("iifname \"ens5\" fib")
                .contains("iifname \"pod*\" jump")
                .contains("ct mark set ct mark | 0x80000001")
                .contains("meta mark set meta mark & 0x7ffffffe")
                .doesNotContain("eni*");
    }

    @Test
    void hasAFingerprintThatFollowsTheText() {
        String one = fingerprint(Fixtures.network(), "eth0");

        assertThat(fingerprint(Fixtures.network(Fixtures.SECOND), "eth0")).isEqualTo(one);
        assertThat(fingerprint(Fixtures.network(), "eth1")).isNotEqualTo(one);
        assertThat(fingerprint(Fixtures.network(Fixtures.snat(true, true)), "eth0"))
                .isNotEqualTo(one);
    }

    @Test
    void recognisesItsTableByTextAndCounts() {
        NftRuleset wanted = NftRuleset.of(Fixtures.network(), "eth0").orElseThrow();
        SeenTable same =
                new SeenTable(wanted.fingerprint(), wanted.ruleCounts(), wanted.setSizes());

        assertThat(same.is(wanted)).isTrue();
        assertThat(new SeenTable("sha256:0", wanted.ruleCounts(), wanted.setSizes()).is(wanted))
                .isFalse();
        assertThat(new SeenTable(wanted.fingerprint(), Map.of(), wanted.setSizes()).is(wanted))
                .isFalse();
        assertThat(new SeenTable(wanted.fingerprint(), wanted.ruleCounts(), Map.of()).is(wanted))
                .isFalse();
    }

    @Test
    void readsTheListingOfNft() {
        String listing =
                """
                {"nftables": [{"metainfo": {"version": "1.0.6", "json_schema_version": 1}},
                {"table": {"family": "ip", "name": "vpc-cni", "handle": 3}},
                {"set": {"family": "ip", "name": "fingerprint", "table": "vpc-cni", "type": "mark", "handle": 4,
                 "comment": "sha256:ab"}},
                {"set": {"family": "ip", "name": "untranslated", "table": "vpc-cni", "type": "ipv4_addr", "handle": 5,
                 "flags": ["interval"], "elem": [{"prefix": {"addr": "10.0.0.0", "len": 16}}, "192.0.2.1"]}},
                {"chain": {"family": "ip", "table": "vpc-cni", "name": "empty", "handle": 3}},
                {"chain": {"family": "ip", "table": "vpc-cni", "name": "node-snat", "handle": 1, "type": "nat",
                 "hook": "postrouting", "prio": 101, "policy": "accept"}},
                {"rule": {"family": "ip", "table": "vpc-cni", "chain": "node-snat", "handle": 6, "expr": []}},
                {"rule": {"family": "ip", "table": "vpc-cni", "chain": "node-snat", "handle": 7, "expr": []}}]}
                """;

        assertThat(SeenTable.parse(listing))
                .isEqualTo(
                        new SeenTable(
                                "sha256:ab",
                                Map.of("empty", 0, "node-snat", 2),
                                Map.of("fingerprint", 0, "untranslated", 2)));
        assertThatThrownBy(() -> SeenTable.parse("table ip"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the listing of nftables is not JSON: ");
    }

    @Test
    void refusesAnInterfaceNameThatWouldEndTheQuotes() {
        assertThatThrownBy(() -> NftRuleset.of(Fixtures.network(), "eth\"0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the name of the primary interface 'eth\"0' cannot be written in nft syntax");
    }

    @Test
    void coversEverythingWithOneExclude() {
        SnatSettings snat =
                new SnatSettings(
                        false, Ports.KEPT, List.of(IpPrefix.parse("0.0.0.0/0")), true, 0x80, "eni");

        assertThat(NftRuleset.of(Fixtures.network(snat), "eth0").orElseThrow().body())
                .contains("elements = { 0.0.0.0/0 }");
    }

    private static String fingerprint(HostNetwork network, String primary) {
        return NftRuleset.of(network, primary).orElseThrow().fingerprint();
    }
}
