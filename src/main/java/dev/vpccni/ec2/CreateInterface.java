package dev.vpccni.ec2;

import dev.vpccni.ipam.InstanceId;
import dev.vpccni.ipam.SecurityGroupId;
import dev.vpccni.ipam.SubnetId;
import java.util.List;
import java.util.Map;

/// An ENI to be created, with everything that must be true of it from its first moment.
///
/// Addresses, owner tags and token travel in the one create call, so no half-owned ENI can exist: after a crash the
/// same token answers the same ENI, and the tags say whose it is.
///
/// @param instance the instance it is for; becomes the description
/// @param securityGroups empty means the VPC's default group
/// @param secondaryAddresses how many secondary IPv4 addresses to assign at once; 0 when `prefixes` is given
/// @param prefixes how many IPv4 prefixes (/28) to assign at once; 0 when `secondaryAddresses` is given
/// @param tags see [OwnerTags]
/// @param clientToken 1 to 64 printable ASCII characters; the same token within EC2's memory (a day) means the same ENI
/// @param connectionTracking copied from the primary ENI
public record CreateInterface(
        InstanceId instance,
        SubnetId subnet,
        List<SecurityGroupId> securityGroups,
        int secondaryAddresses,
        int prefixes,
        Map<String, String> tags,
        String clientToken,
        ConnectionTracking connectionTracking) {
    /// What the description of every ENI that we create starts with; the incumbent's, so each finds the other's.
    public static final String DESCRIPTION_PREFIX = "aws-K8S-";

    private static final int LONGEST_TOKEN = 64;

    public CreateInterface {
        securityGroups = List.copyOf(securityGroups);
        tags = Map.copyOf(tags);
        if (secondaryAddresses < 0 || prefixes < 0 || (secondaryAddresses > 0 && prefixes > 0)) {
            throw new IllegalArgumentException(
                    "an ENI is created with secondary addresses or with prefixes, not with "
                            + secondaryAddresses
                            + " and "
                            + prefixes);
        }
        if (clientToken.isEmpty() || clientToken.length() > LONGEST_TOKEN) {
            throw new IllegalArgumentException(
                    "a client token has 1 to "
                            + LONGEST_TOKEN
                            + " characters, not "
                            + clientToken.length());
        }
    }

    /// The description that the ENI gets, `aws-K8S-` and the instance id. Source: spec/ipamd.md 2.8.
    public String description() {
        return DESCRIPTION_PREFIX + instance;
    }
}
