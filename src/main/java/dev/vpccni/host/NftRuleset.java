package dev.vpccni.host;

import dev.vpccni.inet.IpPrefix;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The node's netfilter rules: one table of our own, always replaced as a whole and in one transaction.
///
/// Which parts exist depends on the settings as in the incumbent (spec/dataplane.md 3.5); where they hook differs:
///
/// - `node-snat` runs one step after source NAT of others (kube-proxy, portmap), whose decision for a connection then
///   stands whatever the order of start.
/// - `connection-mark` marks connections that come in on the primary ENI for the node itself (NodePort), and gives
///   packets of pods the mark of their connection.
/// - `pod-egress` is a filter chain after destination NAT and looks at new connections only, so it sees the endpoint that
///   kube-proxy has chosen and not the Service's address; a NAT chain would not be asked any more (W26).
/// - Every change of a mark touches our bits only (W27).
///
/// @param body the table's content in nft syntax, without the fingerprint
/// @param fingerprint hash of the body; kept in the comment of a set in the table
/// @param ruleCounts chain to its number of rules
/// @param setSizes named set to its number of elements
record NftRuleset(
        String body,
        String fingerprint,
        Map<String, Integer> ruleCounts,
        Map<String, Integer> setSizes) {
    static final String TABLE = "vpc-cni";

    /// The set whose comment is the fingerprint; a table's comment is not in nft 1.0.6's JSON.
    static final String FINGERPRINT_SET = "fingerprint";

    private static final String DIRECT_SET = "untranslated";
    private static final String SNAT_CHAIN = "node-snat";
    private static final String MARK_CHAIN = "connection-mark";
    private static final String RESTORE_CHAIN = "restore-mark";
    private static final String EGRESS_CHAIN = "pod-egress";

    NftRuleset {
        ruleCounts = Map.copyOf(ruleCounts);
        setSizes = Map.copyOf(setSizes);
    }

    /// Empty when neither translation nor marks are wanted.
    ///
    /// Errors: IllegalArgumentException for an interface name that nft syntax could not carry.
    static Optional<NftRuleset> of(HostNetwork network, String primaryInterface) {
        SnatSettings snat = network.snat();
        if (!snat.marksConnections()) {
            return Optional.empty();
        }
        if (!primaryInterface.matches("[A-Za-z0-9_.@-]+")) {
            throw new IllegalArgumentException(
                    "the name of the primary interface '"
                            + primaryInterface
                            + "' cannot be written in nft syntax");
        }
        Builder builder = new Builder(snat);
        if (!snat.external()) {
            builder.untranslated(merged(network));
            builder.snat(network.primary());
        }
        builder.marks(primaryInterface);
        if (!snat.external()) {
            builder.egress();
        }
        return Optional.of(builder.build());
    }

    /// Commands that put this table in the place of whatever has its name.
    String replaceCommands() {
        return deleteCommands()
                + "table ip "
                + TABLE
                + " {\n"
                + "\tset "
                + FINGERPRINT_SET
                + " {\n\t\ttype mark\n\t\tcomment \""
                + fingerprint
                + "\"\n\t}\n"
                + body
                + "}\n";
    }

    /// Commands that remove the table whether or not it exists.
    static String deleteCommands() {
        return "add table ip " + TABLE + "\ndelete table ip " + TABLE + "\n";
    }

    /// The blocks that keep the pod's address, without those inside others, which an interval set would refuse.
    private static List<IpPrefix> merged(HostNetwork network) {
        List<IpPrefix> all = new ArrayList<>(network.vpcCidrs());
        all.addAll(network.snat().excludes());
        return all.stream()
                .distinct()
                .filter(block ->
                        all.stream()
                                .noneMatch(other -> !other.equals(block) && other.contains(block)))
                .sorted()
                .toList();
    }

    private static final class Builder {
        private final SnatSettings snat;
        private final String bits;
        private final String otherBits;
        private final StringBuilder body = new StringBuilder();
        private final Map<String, Integer> ruleCounts = new LinkedHashMap<>();
        private final Map<String, Integer> setSizes =
                new LinkedHashMap<>(Map.of(FINGERPRINT_SET, 0));

        Builder(SnatSettings snat) {
            this.snat = snat;
            this.bits = "0x" + HexFormat.of().toHexDigits(snat.mark());
            this.otherBits = "0x" + HexFormat.of().toHexDigits(~snat.mark());
        }

        void untranslated(List<IpPrefix> blocks) {
            setSizes.put(DIRECT_SET, blocks.size());
            String elements = String.join(", ", blocks.stream().map(IpPrefix::toString).toList());
            block(
                    "set " + DIRECT_SET,
                    "type ipv4_addr",
                    "flags interval",
                    "elements = { " + elements + " }");
        }

        void snat(HostEni primary) {
            String ports =
                    switch (snat.ports()) {
                        case FULLY_RANDOM -> " fully-random";
                        case RANDOM -> " random";
                        case KEPT -> "";
                    };
            chain(
                    SNAT_CHAIN,
                    "type nat hook postrouting priority srcnat + 1; policy accept;",
                    "oifname \"vlan*\" return",
                    "ip daddr @" + DIRECT_SET + " return",
                    "fib daddr type != local snat to " + primary.address() + ports);
        }

        void marks(String primaryInterface) {
            List<String> rules = new ArrayList<>();
            if (snat.nodePort()) {
                rules.add(
                        "iifname \""
                                + primaryInterface
                                + "\" fib daddr . iif type local ct mark set ct mark | "
                                + bits);
            }
            rules.add("iifname \"" + snat.vethPrefix() + "*\" jump " + RESTORE_CHAIN);
            if (snat.nodePort()) {
                rules.add("iifname \"vlan*\" jump " + RESTORE_CHAIN);
            }
            // nft cannot combine two marks in one expression, hence the two cases.
            chain(
                    RESTORE_CHAIN,
                    "",
                    "ct mark & "
                            + bits
                            + " == "
                            + bits
                            + " meta mark set meta mark | "
                            + bits
                            + " return",
                    "meta mark set meta mark & " + otherBits);
            chain(
                    MARK_CHAIN,
                    "type filter hook prerouting priority mangle; policy accept;",
                    rules.toArray(String[]::new));
        }

        void egress() {
            chain(
                    EGRESS_CHAIN,
                    "type filter hook prerouting priority dstnat + 10; policy accept;",
                    "iifname != \"" + snat.vethPrefix() + "*\" return",
                    "ct state != new return",
                    "fib daddr type local return",
                    "ip daddr @" + DIRECT_SET + " return",
                    "ct mark set ct mark | " + bits,
                    "jump " + RESTORE_CHAIN);
        }

        NftRuleset build() {
            return new NftRuleset(body.toString(), hash(body.toString()), ruleCounts, setSizes);
        }

        private void chain(String name, String hook, String... rules) {
            ruleCounts.put(name, rules.length);
            List<String> lines = new ArrayList<>(Arrays.asList(rules));
            if (!hook.isEmpty()) {
                lines.addFirst(hook);
            }
            block("chain " + name, lines.toArray(String[]::new));
        }

        private void block(String head, String... lines) {
            body.append('\t').append(head).append(" {\n");
            for (String line : lines) {
                body.append("\t\t").append(line).append('\n');
            }
            body.append("\t}\n");
        }

        private static String hash(String text) {
            try {
                byte[] digest =
                        MessageDigest.getInstance("SHA-256")
                                .digest(text.getBytes(StandardCharsets.UTF_8));
                return "sha256:" + HexFormat.of().formatHex(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }
}
