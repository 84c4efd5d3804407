package dev.vpccni.lab.fabric;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpPrefix;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The router's packet filter as nft text.
///
/// Three base chains. `source` runs first and drops what an interface may not send: a frame whose source MAC is not the
/// interface's, and a packet whose source address has no route back through the same interface. There is one route per
/// owned address, so "no route back" is exactly "not the owner's"; and unlike rp_filter this also covers IPv6. `hops`
/// gives back the hop that forwarding takes, because a VPC does not count as a hop. `leave` sets the hop limit of
/// metadata replies and translates the public addresses one to one, without connection tracking, as an internet gateway
/// does.
///
/// nft cannot add to a TTL, so a verdict map sends each value to a chain that sets the next one.
final class FabricRules {
    static final String TABLE = "inet fabric";

    private FabricRules() {}

    static String table(List<IpPrefix> vpc) {
        return "table "
                + TABLE
                + " {\n"
                + SETS
                + hopChains()
                + SOURCE
                + hops()
                + leave(vpc)
                + "}\n";
    }

    private static final String SETS =
            """
            set mac { typeof iifname . ether saddr; }
            set unchecked { type ifname; }
            set spoofed4 { typeof iifname . ip saddr; size 4096; flags dynamic; counter; }
            set spoofed6 { typeof iifname . ip6 saddr; size 4096; flags dynamic; counter; }
            set spoofedmac { typeof iifname . ether saddr; size 4096; flags dynamic; counter; }
            map public_to_private { type ipv4_addr : ipv4_addr; }
            map private_to_public { type ipv4_addr : ipv4_addr; }
            map imds { type ifname : verdict; }
            counter no_public_address { }
            """;

    private static final String SOURCE =
            """
            chain source {
            type filter hook prerouting priority -310; policy accept;
            iifname "igw" ip daddr set ip daddr map @public_to_private
            iifname { "lo", "igw", "aws" } accept
            iifname . ether saddr != @mac update @spoofedmac { iifname . ether saddr counter } drop
            iifname @unchecked accept
            ip saddr 0.0.0.0 udp dport 67 accept
            meta nfproto ipv4 fib saddr . iif oif missing update @spoofed4 { iifname . ip saddr counter } drop
            ip6 saddr { fe80::/10, ::/128 } accept
            meta nfproto ipv6 fib saddr . iif oif missing update @spoofed6 { iifname . ip6 saddr counter } drop
            }
            """;

    private static String hopChains() {
        return IntStream.rangeClosed(1, 255)
                .mapToObj(n ->
                        "chain hop%d {\nip ttl set %d\nip6 hoplimit set %d\n}\n".formatted(n, n, n))
                .collect(Collectors.joining());
    }

    /// ICMPv6 is left alone: neighbour discovery is only valid with 255 (RFC 4861, 7.1).
    private static String hops() {
        String next =
                IntStream.range(1, 255)
                        .mapToObj(n -> n + " : jump hop" + (n + 1))
                        .collect(Collectors.joining(", "));
        return """
        chain hops {
        type filter hook prerouting priority -300; policy accept;
        ip ttl vmap { %s }
        meta l4proto != ipv6-icmp ip6 hoplimit vmap { %s }
        }
        """
                .formatted(next, next);
    }

    private static String leave(List<IpPrefix> vpc) {
        String blocks =
                vpc.stream()
                        .filter(block -> block.family() == Family.IPV4)
                        .map(IpPrefix::toString)
                        .collect(Collectors.joining(", "));
        return """
        chain leave {
        type filter hook postrouting priority 300; policy accept;
        ip saddr 169.254.169.254 oifname vmap @imds
        ip6 saddr fd00:ec2::254 oifname vmap @imds
        oifname != "igw" accept
        ip saddr set ip saddr map @private_to_public
        ip saddr { 169.254.0.0/16, %s } counter name no_public_address drop
        }
        """
                .formatted(blocks);
    }
}
