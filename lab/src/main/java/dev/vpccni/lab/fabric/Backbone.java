package dev.vpccni.lab.fabric;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.RtRequest.Mode;
import dev.vpccni.netlink.RtRequest.VethPeer;
import dev.vpccni.netlink.socket.FileDescriptor;
import dev.vpccni.netlink.socket.Namespaces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What exists before any instance: the VPC's router, the internet behind it, and the host of the AWS services.
///
/// Shape:
/// ```
/// PREFIX-inet  203.0.113.80 ── eth0 ═══ igw ┐
///                                           ├ PREFIX-vpc (router)
/// PREFIX-aws   169.254.169.254, EC2 ── eth0 ═══ aws ┘
/// ```
record Backbone(NetworkNamespace router, NetworkNamespace internet, NetworkNamespace aws)
        implements AutoCloseable {
    private static final int INTERNET_MTU = 1500;
    private static final IpAddress IGW = IpAddress.parse("192.0.2.1");
    private static final IpAddress IGW_PEER = IpAddress.parse("192.0.2.2");
    private static final IpAddress AWS = IpAddress.parse("192.0.2.5");
    private static final IpAddress AWS_PEER = IpAddress.parse("192.0.2.6");
    private static final IpAddress IGW_6 = IpAddress.parse("2001:db8:fffe::1");
    private static final IpAddress IGW_PEER_6 = IpAddress.parse("2001:db8:fffe::2");
    private static final IpAddress AWS_6 = IpAddress.parse("2001:db8:fffd::1");
    private static final IpAddress AWS_PEER_6 = IpAddress.parse("2001:db8:fffd::2");
    private static final IpPrefix ANY_4 = IpPrefix.parse("0.0.0.0/0");
    private static final IpPrefix ANY_6 = IpPrefix.parse("::/0");

    /// Public addresses are taken from the benchmarking network of RFC 2544, which nobody routes.
    private static final IpPrefix PUBLIC = IpPrefix.parse("198.18.0.0/15");

    private static final IpAddress INTERNET_HOST_6 = IpAddress.parse("2001:db8:ffff::80");
    private static final IpAddress IMDS_6 = IpAddress.parse("fd00:ec2::254");

    /// After every route of an owned address.
    private static final int LAST_METRIC = 4096;

    private static final Map<String, String> ROUTER_SYSCTLS =
            Map.ofEntries(
                    Map.entry("net/ipv4/ip_forward", "1"),
                    Map.entry("net/ipv6/conf/all/forwarding", "1"),
                    // The source check of the filter is stricter and knows IPv6.
                    Map.entry("net/ipv4/conf/all/rp_filter", "0"),
                    Map.entry("net/ipv4/conf/default/rp_filter", "0"),
                    Map.entry("net/ipv4/conf/all/send_redirects", "0"),
                    Map.entry("net/ipv4/conf/default/send_redirects", "0"),
                    Map.entry("net/ipv4/conf/default/proxy_arp", "1"),
                    Map.entry("net/ipv6/conf/default/accept_dad", "0"),
                    Map.entry("net/ipv6/conf/default/accept_ra", "0"),
                    // Tests count every answer.
                    Map.entry("net/ipv4/icmp_ratelimit", "0"));

    static Backbone create(FabricOptions options) {
        List<NetworkNamespace> made = new ArrayList<>();
        try {
            for (String part : List.of("vpc", "inet", "aws")) {
                made.add(NetworkNamespace.create(options.prefix() + "-" + part));
            }
            Backbone backbone = new Backbone(made.get(0), made.get(1), made.get(2));
            backbone.router.sysctl(ROUTER_SYSCTLS);
            backbone.connectInternet(options.vpc());
            backbone.connectAws();
            for (IpPrefix block : options.vpc()) {
                backbone.closeOff(block);
            }
            return backbone;
        } catch (RuntimeException e) {
            made.forEach(NetworkNamespace::close);
            throw e;
        }
    }

    /// Paths of the three namespaces.
    List<Path> namespaces() {
        return List.of(router.path(), internet.path(), aws.path());
    }

    @Override
    public void close() {
        internet.close();
        aws.close();
        router.close();
    }

    private void connectInternet(List<IpPrefix> vpc) {
        connect("igw", INTERNET_MTU, internet);
        addresses("igw", IGW, IGW_6, internet, IGW_PEER, IGW_PEER_6);
        router.addRoute(ANY_4, IGW_PEER, "igw");
        router.addRoute(ANY_6, IGW_PEER_6, "igw");
        internet.addAddress("lo", LinuxFabric.INTERNET_HOST, 32);
        internet.addAddress("lo", INTERNET_HOST_6, 128);
        internet.addRoute(PUBLIC, IGW, "eth0");
        for (IpPrefix block : vpc) {
            if (block.family() == Family.IPV6) {
                internet.addRoute(block, IGW_6, "eth0");
            }
        }
    }

    private void connectAws() {
        connect("aws", LinuxFabric.VPC_MTU, aws);
        addresses("aws", AWS, AWS_6, aws, AWS_PEER, AWS_PEER_6);
        for (IpAddress service : List.of(LinuxFabric.IMDS, LinuxFabric.EC2_API)) {
            aws.addAddress("lo", service, 32);
            router.addRoute(service.toPrefix(), AWS_PEER, "aws");
        }
        aws.addAddress("lo", IMDS_6, 128);
        router.addRoute(IMDS_6.toPrefix(), AWS_PEER_6, "aws");
        aws.addRoute(ANY_4, AWS, "eth0");
        aws.addRoute(ANY_6, AWS_6, "eth0");
    }

    private void connect(String link, int mtu, NetworkNamespace outside) {
        try (FileDescriptor netns = Namespaces.openFd(outside.path())) {
            VethPeer peer = new VethPeer("eth0", mtu, null, -1, netns.number());
            router.execute(new RtRequest.CreateVeth(link, mtu, null, -1, true, peer));
        }
        router.sysctl(Map.of("net/ipv4/conf/" + link + "/proxy_arp", "0"));
        outside.sysctl(Map.of("net/ipv6/conf/eth0/accept_dad", "0"));
        outside.up("eth0");
    }

    private void addresses(
            String link,
            IpAddress near4,
            IpAddress near6,
            NetworkNamespace outside,
            IpAddress far4,
            IpAddress far6) {
        router.addAddress(link, near4, 30);
        router.addAddress(link, near6, 64);
        outside.addAddress("eth0", far4, 30);
        outside.addAddress("eth0", far6, 64);
    }

    /// Addresses of the VPC that nobody owns do not leak to the internet.
    private void closeOff(IpPrefix block) {
        Route unreachable =
                new Route(
                        block,
                        null,
                        0,
                        Route.TABLE_MAIN,
                        Route.SCOPE_UNIVERSE,
                        Route.UNREACHABLE,
                        Route.PROTOCOL_BOOT,
                        null,
                        LAST_METRIC,
                        false);
        router.execute(new RtRequest.AddRoute(unreachable, Mode.CREATE));
    }
}
