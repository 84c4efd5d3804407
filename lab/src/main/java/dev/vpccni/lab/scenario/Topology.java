package dev.vpccni.lab.scenario;

import dev.vpccni.inet.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What exists before the first call: a VPC, its subnets, and the nodes in them.
///
/// Shape: `cidrs` holds the VPC's blocks, the first one first; with `ipv6`, a /56, each subnet has a /64 of it.
public record Topology(
        List<IpPrefix> cidrs,
        @Nullable IpPrefix ipv6,
        List<SubnetSpec> subnets,
        String instanceType,
        List<NodeSpec> nodes) {
    public Topology {
        cidrs = List.copyOf(cidrs);
        subnets = List.copyOf(subnets);
        nodes = List.copyOf(nodes);
    }

    /// The same with so many nodes `n1`, `n2`, and so on, spread over the subnets in turn.
    public Topology withNodes(int count) {
        List<NodeSpec> spread = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            spread.add(
                    new NodeSpec(
                            "n" + (i + 1),
                            subnets.get(i % subnets.size()).name(),
                            instanceType,
                            null));
        }
        return new Topology(cidrs, ipv6, subnets, instanceType, spread);
    }
}
