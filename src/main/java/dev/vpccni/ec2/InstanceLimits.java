package dev.vpccni.ec2;

/// What an instance type allows of its default network card.
///
/// @param maxEnis ENIs on the default network card, the primary included; > 0
/// @param ipv4PerEni private IPv4 addresses per ENI, the primary included; > 0
public record InstanceLimits(
        String instanceType,
        int maxEnis,
        int ipv4PerEni,
        Hypervisor hypervisor,
        boolean bareMetal) {
    public InstanceLimits {
        if (maxEnis <= 0 || ipv4PerEni <= 0) {
            throw new IllegalArgumentException(
                    "instance type "
                            + instanceType
                            + " with "
                            + maxEnis
                            + " ENIs and "
                            + ipv4PerEni
                            + " addresses per ENI cannot hold pods");
        }
    }

    /// What runs the instances of a type; `UNKNOWN` where EC2 does not say (bare metal).
    public enum Hypervisor {
        NITRO,
        XEN,
        UNKNOWN
    }

    /// True where EC2 assigns prefixes to ENIs: Nitro and bare metal. Source: spec/ipamd.md 2.6.
    public boolean supportsPrefixes() {
        return hypervisor == Hypervisor.NITRO || bareMetal;
    }

    /// Secondary addresses per ENI: what pods can have.
    public int secondariesPerEni() {
        return ipv4PerEni - 1;
    }
}
