package dev.vpccni.lab.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.inet.IpPrefix;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouterFilterTest {
    @Test
    void readsWhoSentWhat() {
        // Captured from nft 1.0.6.
        String listing =
                """
                {"nftables": [{"metainfo": {"version": "1.0.6", "release_name": "Lester Gooch #5", "json_schema_version": 1}},
                {"set": {"family": "inet", "name": "spoofed4", "table": "fabric", "type": ["ifname", "ipv4_addr"], "handle": 4,
                "size": 4096, "flags": ["dynamic"], "elem": [
                {"elem": {"val": {"concat": ["v-n1-1", "10.0.1.77"]}, "counter": {"packets": 2, "bytes": 168}}},
                {"elem": {"val": {"concat": ["v-n2-2", "10.0.1.20"]}, "counter": {"packets": 1, "bytes": 84}}}],
                "stmt": [{"counter": null}]}}]}
                """;

        assertThat(RouterFilter.parse(listing))
                .containsExactly(
                        new Spoof("v-n1-1", "10.0.1.77", 2), new Spoof("v-n2-2", "10.0.1.20", 1));
    }

    @Test
    void anEmptySetIsNothing() {
        assertThat(RouterFilter.parse("{\"nftables\": [{\"set\": {\"name\": \"spoofed4\"}}]}"))
                .isEmpty();
    }

    @Test
    void whatIsNotJsonIsAnError() {
        assertThatThrownBy(() -> RouterFilter.parse("table inet fabric {}"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void eachHopIsGivenBackOnce() {
        String rules = FabricRules.table(List.of(IpPrefix.parse("10.0.0.0/16")));

        assertThat(rules)
                .contains("ip ttl vmap { 1 : jump hop2, 2 : jump hop3,")
                .contains("254 : jump hop255 }");
        assertThat(rules)
                .contains("chain hop255 {\nip ttl set 255\nip6 hoplimit set 255\n}")
                .doesNotContain("hop256");
    }
}
