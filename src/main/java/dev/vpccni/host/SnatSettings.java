package dev.vpccni.host;

import dev.vpccni.inet.IpPrefix;
import java.util.List;

/// How traffic of pods leaves the VPC, and how replies find the interface they must take.
///
/// @param external true when a NAT gateway or the like translates (AWS_VPC_K8S_CNI_EXTERNALSNAT): the node then does not
/// @param ports how source ports are chosen
/// @param excludes blocks beside the VPC's that are not translated; ignored when external
/// @param nodePort NodePort and hostPort connections come in on the primary ENI for pods of any ENI
/// @param mark the bits of the connection mark that mean "replies leave by the primary ENI"; not 0
/// @param vethPrefix first characters of the names of pods' host interfaces, 1..4 of `[A-Za-z0-9_-]`
public record SnatSettings(
        boolean external,
        Ports ports,
        List<IpPrefix> excludes,
        boolean nodePort,
        int mark,
        String vethPrefix) {
    private static final int MAX_PREFIX_CHARS = 4;

    /// How a translated connection gets its source port (AWS_VPC_K8S_CNI_RANDOMIZESNAT).
    public enum Ports {
        /// `prng`: a random port each time.
        FULLY_RANDOM,
        /// `hashrandom`: a hash of the connection, seeded.
        RANDOM,
        /// `none`: the pod's own port when it is free.
        KEPT
    }

    /// Errors: IllegalArgumentException for a mark of 0 and a prefix that cannot begin an interface name.
    public SnatSettings {
        excludes = List.copyOf(excludes);
        if (mark == 0) {
            throw new IllegalArgumentException("the connection mark needs at least one bit");
        }
        boolean plain =
                vethPrefix
                        .chars()
                        .allMatch(c ->
                                c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-'));
        if (vethPrefix.isEmpty() || vethPrefix.length() > MAX_PREFIX_CHARS || !plain) {
            throw new IllegalArgumentException(
                    "'"
                            + vethPrefix
                            + "' cannot be the prefix of host interface names:"
                            + " it must be 1 to 4 letters, digits, _ or -");
        }
    }

    /// Whether any connection is marked, so that marked packets need a rule of their own.
    boolean marksConnections() {
        return nodePort || !external;
    }
}
