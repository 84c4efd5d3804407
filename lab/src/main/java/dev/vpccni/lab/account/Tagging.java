package dev.vpccni.lab.account;

import java.util.ArrayList;
import java.util.List;

/// Lays tags on resources of every kind.
///
/// Source of limits: EC2 user guide, "Tag restrictions". Runs under the account's lock.
final class Tagging {
    private static final int MOST_TAGS = 50;
    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;

    private final AccountState state;

    Tagging(AccountState state) {
        this.state = state;
    }

    /// Tags all resources or, if one is unknown, none.
    void create(List<String> ids, Tags added) {
        check(added);
        List<Runnable> changes = new ArrayList<>();
        ids.forEach(id -> changes.add(change(id, added)));
        changes.forEach(Runnable::run);
    }

    static void check(Tags tags) {
        if (tags.values().size() > MOST_TAGS) {
            throw new Ec2Exception(
                    "TagLimitExceeded", "The maximum number of tags for a resource is 50.");
        }
        tags.values()
                .forEach((key, value) -> {
                    if (key.startsWith("aws:")) {
                        throw Errors.invalidValue(
                                "Tag keys starting with 'aws:' are reserved for internal use");
                    }
                    if (key.isEmpty() || key.length() > LONGEST_KEY) {
                        throw Errors.invalidValue(
                                "Tag key exceeds the maximum length of "
                                        + LONGEST_KEY
                                        + " or is empty");
                    }
                    if (value.length() > LONGEST_VALUE) {
                        throw Errors.invalidValue(
                                "Tag value exceeds the maximum length of " + LONGEST_VALUE);
                    }
                });
    }

    private Runnable change(String id, Tags added) {
        String prefix = id.contains("-") ? id.substring(0, id.lastIndexOf('-')) : id;
        return switch (prefix) {
            case "eni" -> {
                NetworkInterface eni = state.enis.get(id);
                Tags merged = merged(eni.tags(), added);
                yield () -> state.put(eni.withTags(merged));
            }
            case "i" -> {
                Instance instance = state.instances.get(id);
                Tags merged = merged(instance.tags(), added);
                yield () -> state.instances.put(state.now(), id, instance.withTags(merged));
            }
            case "subnet" -> {
                Subnet subnet = state.subnets.get(id);
                Tags merged = merged(subnet.tags(), added);
                yield () -> state.subnets.put(state.now(), id, subnet.withTags(merged));
            }
            case "vpc" -> {
                Vpc vpc = state.vpcs.get(id);
                Tags merged = merged(vpc.tags(), added);
                yield () -> state.vpcs.put(state.now(), id, vpc.withTags(merged));
            }
            case "sg" -> {
                SecurityGroup group = state.groups.get(id);
                Tags merged = merged(group.tags(), added);
                yield () -> state.groups.put(state.now(), id, group.withTags(merged));
            }
            default -> throw new Ec2Exception("InvalidID", "The ID '" + id + "' is not valid");
        };
    }

    private static Tags merged(Tags before, Tags added) {
        Tags merged = before.with(added);
        check(merged);
        return merged;
    }
}
