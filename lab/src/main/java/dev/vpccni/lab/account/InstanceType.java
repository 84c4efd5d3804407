package dev.vpccni.lab.account;

import java.util.List;

/// What one instance type allows, as DescribeInstanceTypes tells it.
///
/// Shape: `cards` holds the most interfaces of each network card, card 0 first. Units: memory in MiB.
public record InstanceType(
        String name,
        List<Integer> cards,
        int ipv4PerInterface,
        int ipv6PerInterface,
        String hypervisor,
        boolean bareMetal,
        int cpus,
        int memoryMib,
        String architecture) {
    public InstanceType {
        cards = List.copyOf(cards);
        if (cards.isEmpty() || ipv4PerInterface < 1) {
            throw new IllegalArgumentException(
                    "instance type " + name + " needs a network card and an IPv4 address");
        }
    }

    /// The most interfaces of the whole instance.
    public int maxInterfaces() {
        return cards.stream().mapToInt(Integer::intValue).sum();
    }

    /// True if /28 and /80 prefixes can be assigned: Nitro and bare metal only.
    public boolean supportsPrefixes() {
        return bareMetal || hypervisor.equals("nitro");
    }
}
