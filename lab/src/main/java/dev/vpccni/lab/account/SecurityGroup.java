package dev.vpccni.lab.account;

/// A security group by name only; the lab filters no packets by groups.
public record SecurityGroup(String id, String vpcId, String name, String description, Tags tags) {
    SecurityGroup withTags(Tags changed) {
        return new SecurityGroup(id, vpcId, name, description, changed);
    }
}
