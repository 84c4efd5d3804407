package dev.vpccni.lab.fabric;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.lab.account.Fabric;
import dev.vpccni.lab.account.FabricEni;
import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.Neighbor;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.RtRequest.Mode;
import dev.vpccni.netlink.RtRequest.VethPeer;
import dev.vpccni.netlink.socket.FileDescriptor;
import dev.vpccni.netlink.socket.Namespaces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The VPC's network on Linux: a router in a namespace of its own, one route per owned address.
///
/// The route to an address goes through a next hop whose permanent neighbour entry is the MAC of the owning interface,
/// and that one object does three things: it delivers to the owner whatever MAC the sender used, it makes the router
/// answer ARP for existing addresses only (proxy_arp), and it is the record against which sources are checked
/// (`FabricRules`). Assigning an address is therefore one netlink message, some ten microseconds.
///
/// Shape of names: namespaces `PREFIX-vpc`, `PREFIX-inet`, `PREFIX-aws` and `PREFIX-NODE`; a link of the router is
/// `v-NODE-SERIAL`, and its other end is `ethDEVICE` in the node.
///
/// Threads: safe for use by many. Errors: NetlinkException or NftablesException; a failed attach leaves nothing.
public final class LinuxFabric implements Fabric, AutoCloseable {
    /// The host on the internet: the documentation network of RFC 5737.
    public static final IpAddress INTERNET_HOST = IpAddress.parse("203.0.113.80");

    /// Where the instance metadata service answers.
    public static final IpAddress IMDS = IpAddress.parse("169.254.169.254");

    /// Where the EC2 API answers: outside the VPC, as the public endpoint of a region is.
    public static final IpAddress EC2_API = IpAddress.parse("198.19.255.1");

    /// Jumbo frames inside the VPC; the internet has 1500. Units: bytes.
    static final int VPC_MTU = 9001;

    private static final MacAddress ROUTER_MAC = MacAddress.parse("0e:ff:ff:ff:ff:01");
    private static final IpAddress ROUTER_IPV6 = IpAddress.parse("fe80:ec2::1");

    /// Stand-ins for "the machine behind this link"; they never appear in a packet.
    private static final IpAddress NEXT_HOP_4 = IpAddress.parse("169.254.0.2");

    private static final IpAddress NEXT_HOP_6 = IpAddress.parse("fe80::e:1");

    private final FabricOptions options;
    private final Backbone backbone;
    private final RouterFilter filter;
    private final Map<String, NetworkNamespace> machines = new HashMap<>();
    private final Map<String, Wire> wires = new HashMap<>();
    private final Map<String, String> eniOfLink = new HashMap<>();
    private int serial;

    private LinuxFabric(FabricOptions options, Backbone backbone, RouterFilter filter) {
        this.options = options;
        this.backbone = backbone;
        this.filter = filter;
    }

    /// Builds the router, the internet and the AWS namespace; no subnets and no interfaces yet.
    ///
    /// Errors: NetlinkException with EEXIST when a lab of this prefix stands already; nothing is left behind.
    public static LinuxFabric create(FabricOptions options) {
        Backbone backbone = Backbone.create(options);
        try {
            RouterFilter filter =
                    new RouterFilter(
                            backbone.router().path(), options.vpc(), options.imdsHopLimit());
            return new LinuxFabric(options, backbone, filter);
        } catch (RuntimeException e) {
            backbone.close();
            throw e;
        }
    }

    /// Gives a subnet its router address.
    public void addSubnet(IpAddress gateway) {
        backbone.router().addAddress("lo", gateway, gateway.family().bits());
    }

    /// Ties a public address to a private one: the internet gateway translates both ways.
    public synchronized void mapPublicAddress(IpAddress privateAddress, IpAddress publicAddress) {
        filter.translate(privateAddress, publicAddress);
    }

    @Override
    public synchronized void launched(String instanceId, String name) {
        machines.put(instanceId, NetworkNamespace.create(options.prefix() + "-" + name));
    }

    @Override
    public synchronized void terminated(String instanceId) {
        NetworkNamespace machine = machines.remove(instanceId);
        if (machine != null) {
            machine.close();
        }
    }

    @Override
    public synchronized void attach(FabricEni eni) {
        NetworkNamespace machine = machine(eni.instanceId());
        String node = machine.name().substring(options.prefix().length() + 1);
        String link = "v-" + node + "-" + ++serial;
        try {
            Wire wire = connect(eni, machine, link);
            wires.put(eni.eniId(), wire);
            eniOfLink.put(link, eni.eniId());
            filter.admit(link, eni.mac(), eni.sourceDestCheck());
            addRoute(wire, eni.primary().toPrefix());
            eni.others().forEach(prefix -> addRoute(wire, prefix));
        } catch (RuntimeException e) {
            wires.remove(eni.eniId());
            disconnect(link);
            throw e;
        }
    }

    @Override
    public synchronized void detach(String eniId) {
        Wire wire = wire(eniId);
        wires.remove(eniId);
        disconnect(wire.link());
    }

    @Override
    public synchronized void assign(String eniId, IpPrefix prefix) {
        addRoute(wire(eniId), prefix);
    }

    @Override
    public synchronized void unassign(String eniId, IpPrefix prefix) {
        backbone.router().execute(new RtRequest.DeleteRoute(route(wire(eniId), prefix)));
    }

    @Override
    public synchronized void sourceDestCheck(String eniId, boolean enabled) {
        filter.check(wire(eniId).link(), enabled);
    }

    /// What was sent with a foreign source since the start, and dropped.
    public synchronized List<Spoof> spoofed() {
        return filter.spoofed().stream()
                .map(s ->
                        new Spoof(
                                eniOfLink.getOrDefault(s.eniId(), s.eniId()),
                                s.source(),
                                s.packets()))
                .toList();
    }

    /// The network namespace of an instance.
    public synchronized NetworkNamespace machine(String instanceId) {
        NetworkNamespace machine = machines.get(instanceId);
        if (machine == null) {
            throw new IllegalArgumentException("the fabric has no instance " + instanceId);
        }
        return machine;
    }

    /// The namespace of the router; for looking at packets.
    public NetworkNamespace router() {
        return backbone.router();
    }

    /// The namespace where the AWS services listen.
    public NetworkNamespace aws() {
        return backbone.aws();
    }

    /// The namespace of the host on the internet.
    public NetworkNamespace internet() {
        return backbone.internet();
    }

    /// Paths of all namespaces of this fabric.
    public synchronized List<Path> namespaces() {
        List<Path> all = new ArrayList<>(backbone.namespaces());
        machines.values().forEach(machine -> all.add(machine.path()));
        return all;
    }

    /// Removes everything.
    @Override
    public synchronized void close() {
        filter.close();
        machines.values().forEach(NetworkNamespace::close);
        machines.clear();
        backbone.close();
    }

    private Wire connect(FabricEni eni, NetworkNamespace machine, String link) {
        NetworkNamespace router = backbone.router();
        try (FileDescriptor netns = Namespaces.openFd(machine.path())) {
            VethPeer peer = new VethPeer(nodeLink(eni), VPC_MTU, eni.mac(), -1, netns.number());
            router.execute(new RtRequest.CreateVeth(link, VPC_MTU, ROUTER_MAC, -1, true, peer));
        }
        int index = router.link(link).index();
        // An answer to ARP on behalf of another interface would wait up to 0.8 s.
        router.sysctl(Map.of("net/ipv4/neigh/" + link + "/proxy_delay", "0"));
        for (IpAddress hop : List.of(NEXT_HOP_4, NEXT_HOP_6)) {
            Neighbor neighbor = Neighbor.permanent(index, hop, eni.mac());
            router.execute(new RtRequest.AddNeighbor(neighbor, Mode.CREATE));
        }
        router.addAddress(link, ROUTER_IPV6, 64);
        return new Wire(eni.eniId(), link, index);
    }

    /// Takes back whatever there is of a link: routes and neighbours go with it, the filter's elements do not.
    private void disconnect(String link) {
        filter.expel(link);
        Link seen = backbone.router().find(link);
        if (seen != null) {
            backbone.router().execute(new RtRequest.DeleteLink(seen.index()));
        }
    }

    private void addRoute(Wire wire, IpPrefix prefix) {
        backbone.router().execute(new RtRequest.AddRoute(route(wire, prefix), Mode.CREATE));
    }

    private static Route route(Wire wire, IpPrefix prefix) {
        IpAddress hop = prefix.family() == Family.IPV4 ? NEXT_HOP_4 : NEXT_HOP_6;
        return new Route(
                prefix,
                hop,
                wire.index(),
                Route.TABLE_MAIN,
                Route.SCOPE_UNIVERSE,
                Route.UNICAST,
                Route.PROTOCOL_BOOT,
                null,
                0,
                true);
    }

    /// The name in the node. Shape: `eth1` for device 1 of card 0, `eth1c2` for device 1 of card 2.
    static String nodeLink(FabricEni eni) {
        return "eth" + eni.deviceIndex() + (eni.networkCard() == 0 ? "" : "c" + eni.networkCard());
    }

    private Wire wire(String eniId) {
        Wire wire = wires.get(eniId);
        if (wire == null) {
            throw new IllegalArgumentException("the fabric has no interface " + eniId);
        }
        return wire;
    }
}
