package dev.vpccni.host;

import dev.vpccni.host.SnatSettings.Ports;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.ipam.EniId;
import dev.vpccni.netlink.Link;
import java.util.List;

/// A node with a primary ENI eth0 (index 2) and up to two secondary ones, eth1 and eth2, all with valid defaults.
final class Fixtures {
    static final HostEni PRIMARY = eni("eni-0", 0, "10.0.0.10", "10.0.0.0/24", 254);
    static final HostEni SECOND = eni("eni-1", 1, "10.0.1.20", "10.0.1.0/24", 2);
    static final HostEni THIRD = eni("eni-2", 2, "10.0.0.30", "10.0.0.0/24", 10101);

    private Fixtures() {}

    static HostEni eni(String id, int number, String address, String subnet, int table) {
        return new HostEni(
                new EniId(id),
                mac(number),
                IpAddress.parse(address),
                IpPrefix.parse(subnet),
                table);
    }

    static MacAddress mac(int number) {
        return MacAddress.parse("0e:00:00:00:00:0" + number);
    }

    static SnatSettings snat() {
        return snat(false, true);
    }

    static SnatSettings snat(boolean external, boolean nodePort) {
        return new SnatSettings(external, Ports.FULLY_RANDOM, List.of(), nodePort, 0x80, "eni");
    }

    static HostNetwork network(HostEni... secondaries) {
        return network(snat(), secondaries);
    }

    static HostNetwork network(SnatSettings snat, HostEni... secondaries) {
        return new HostNetwork(
                PRIMARY,
                List.of(secondaries),
                List.of(IpPrefix.parse("10.0.0.0/16")),
                snat,
                9001,
                List.of());
    }

    static Link link(int index, String name, int mac) {
        return new Link(index, name, 0, 1500, mac(mac), "", 0);
    }

    /// The links of a node with ENIs 0..last, as they are after boot: the primary up, the others down.
    static List<Link> links(int last) {
        List<Link> links =
                List.of(
                        new Link(2, "eth0", Link.UP, 1500, mac(0), "", 0),
                        link(3, "eth1", 1),
                        link(4, "eth2", 2));
        return links.subList(0, last + 1);
    }

    /// Pairs each ENI with its link.
    static DesiredHost desired(HostNetwork network, List<Link> links) {
        return DesiredHost.of(
                network,
                network.enis().stream()
                        .map(eni -> new EniLink(eni, EniLink.find(links, eni.mac()).orElseThrow()))
                        .toList());
    }

    static List<IpPrefix> blocks(String... blocks) {
        return List.of(blocks).stream().map(IpPrefix::parse).toList();
    }
}
