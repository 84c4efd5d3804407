package dev.vpccni.lab.fabric;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpPrefix;
import java.util.List;
import java.util.regex.Pattern;

/// What a fabric is built from.
///
/// @param prefix first part of the name of every namespace, so that several labs can stand side by side
/// @param vpc the VPC's address blocks, IPv4 first; an address in them that nobody owns is unreachable
/// @param imdsHopLimit how many hops a reply of the metadata service may travel: 1 reaches the node, 2 also its pods
public record FabricOptions(String prefix, List<IpPrefix> vpc, int imdsHopLimit) {
    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9]{0,19}");

    public FabricOptions {
        vpc = List.copyOf(vpc);
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + prefix
                            + "' cannot be the prefix of a lab: up to 20 lower-case letters and digits,"
                            + " a letter first");
        }
        if (vpc.isEmpty() || vpc.getFirst().family() != Family.IPV4) {
            throw new IllegalArgumentException("the first address block of a VPC is an IPv4 block");
        }
        if (imdsHopLimit < 1 || imdsHopLimit > 64) {
            throw new IllegalArgumentException(
                    "the hop limit of the metadata service is 1 to 64, not " + imdsHopLimit);
        }
    }
}
