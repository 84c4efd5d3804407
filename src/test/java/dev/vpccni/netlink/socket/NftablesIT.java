package dev.vpccni.netlink.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// libnftables in a namespace. Needs root and Debian's libnftables1.
class NftablesIT {
    @Test
    void appliesOneTransactionAndListsIt() {
        try (TestNamespace namespace = TestNamespace.create("nft");
                Nftables nftables = Nftables.open(namespace.path())) {
            nftables.run(
                    "table ip t { chain c { type nat hook postrouting priority 100; snat to 10.0.0.1; }; }");

            assertThat(nftables.run("list table ip t")).contains("snat to 10.0.0.1");
            assertThat(nftables.runJson("list table ip t"))
                    .startsWith("{\"nftables\":")
                    .contains("\"snat\"");
            assertThat(nftables.run("list tables")).isEqualTo("table ip t\n");
        }
    }

    @Test
    void appliesNothingOfACommandWithAnError() {
        try (TestNamespace namespace = TestNamespace.create("nft");
                Nftables nftables = Nftables.open(namespace.path())) {
            assertThatThrownBy(() -> nftables.run("add table ip t; add rule ip t missing accept"))
                    .isInstanceOf(NftablesException.class)
                    .hasMessageContaining(
                            "nftables refused 'add table ip t; add rule ip t missing accept': Error:");

            assertThat(nftables.run("list ruleset")).isEmpty();
        }
    }

    @Test
    void keepsNamespacesApart() {
        try (TestNamespace first = TestNamespace.create("nft1");
                TestNamespace second = TestNamespace.create("nft2");
                Nftables inFirst = Nftables.open(first.path());
                Nftables inSecond = Nftables.open(second.path())) {
            inFirst.run("add table ip first");
            inSecond.run("add table ip second");

            assertThat(inFirst.run("list ruleset")).contains("first").doesNotContain("second");
        }
    }

    @Test
    void refusesToRunAfterClose() {
        try (TestNamespace namespace = TestNamespace.create("nft")) {
            Nftables nftables = Nftables.open(namespace.path());
            nftables.close();

            nftables.close();

            assertThatThrownBy(() -> nftables.run("list ruleset"))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
