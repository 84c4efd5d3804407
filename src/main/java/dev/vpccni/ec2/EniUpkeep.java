package dev.vpccni.ec2;

import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.SecurityGroupId;
import java.util.Collection;
import java.util.Map;

/// Changes to an ENI that leave its addresses alone. Errors of all: [Ec2Failure].
public interface EniUpkeep {
    /// Adds or replaces these tags; no call for none. See [OwnerTags#missing].
    void tag(EniId eni, Map<String, String> tags, CallBudget budget);

    /// Replaces the security groups of the ENI.
    void setSecurityGroups(EniId eni, Collection<SecurityGroupId> groups, CallBudget budget);
}
