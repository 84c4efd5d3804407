package dev.vpccni.lab;

import dev.vpccni.inet.IpPrefix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a lab is built from; the withers make the differences to [#defaults] readable.
///
/// @param prefix first part of the names of its namespaces; labs of different prefixes stand side by side
/// @param directory where its logs and its state go; emptied at the start and removed at the end
/// @param vpc address block of the VPC
/// @param subnets node number `i` is in subnet `i` modulo their number
/// @param nodeTypes instance type of each node; nodes are called n1, n2, …
/// @param imdsHopLimit how many hops a metadata reply may travel
/// @param seed makes all ids and addresses the same in each run
/// @param shown directories of the machine that nodes see at the same place, read-only
public record LabOptions(
        String prefix,
        Path directory,
        IpPrefix vpc,
        List<SubnetOptions> subnets,
        List<String> nodeTypes,
        int imdsHopLimit,
        long seed,
        List<Path> shown) {

    /// A subnet and the zone it is in.
    public record SubnetOptions(IpPrefix cidr, String availabilityZone) {}

    public LabOptions {
        subnets = List.copyOf(subnets);
        nodeTypes = List.copyOf(nodeTypes);
        shown = List.copyOf(shown);
        if (subnets.isEmpty()) {
            throw new IllegalArgumentException("a lab needs at least one subnet");
        }
    }

    /// Two m5.large nodes in two subnets in two zones, named `vpclab`, with the directory of the lab's own JDK shown.
    public static LabOptions defaults() {
        return named("vpclab");
    }

    /// Like [#defaults] with another prefix, and a directory that goes with it.
    public static LabOptions named(String prefix) {
        return new LabOptions(
                prefix,
                directoryOf(prefix),
                IpPrefix.parse("10.0.0.0/16"),
                List.of(
                        new SubnetOptions(IpPrefix.parse("10.0.16.0/20"), "us-west-2a"),
                        new SubnetOptions(IpPrefix.parse("10.0.32.0/20"), "us-west-2b")),
                List.of("m5.large", "m5.large"),
                1,
                1,
                List.of(Path.of(System.getProperty("java.home", "/usr"))));
    }

    /// Where the lab of a prefix keeps its files: `$XDG_RUNTIME_DIR/vpc-lab/PREFIX`, else below /run.
    public static Path directoryOf(String prefix) {
        String base = System.getenv("XDG_RUNTIME_DIR");
        return Path.of(base == null || base.isBlank() ? "/run" : base, "vpc-lab", prefix);
    }

    public LabOptions withNodes(List<String> types) {
        return new LabOptions(prefix, directory, vpc, subnets, types, imdsHopLimit, seed, shown);
    }

    public LabOptions withSubnets(List<SubnetOptions> changed) {
        return new LabOptions(
                prefix, directory, vpc, changed, nodeTypes, imdsHopLimit, seed, shown);
    }

    public LabOptions withImdsHopLimit(int limit) {
        return new LabOptions(prefix, directory, vpc, subnets, nodeTypes, limit, seed, shown);
    }

    public LabOptions withSeed(long changed) {
        return new LabOptions(
                prefix, directory, vpc, subnets, nodeTypes, imdsHopLimit, changed, shown);
    }

    /// The same with one more directory of the machine that nodes see.
    public LabOptions showing(Path added) {
        List<Path> all = new ArrayList<>(shown);
        all.add(added);
        return new LabOptions(prefix, directory, vpc, subnets, nodeTypes, imdsHopLimit, seed, all);
    }
}
