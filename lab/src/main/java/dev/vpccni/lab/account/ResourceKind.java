package dev.vpccni.lab.account;

import java.util.Collection;
import java.util.List;

/// The kinds of resources, with the prefix of their ids and the words EC2 uses when an id is wrong.
enum ResourceKind {
    VPC("vpc", "InvalidVpcID", "vpc", "vpc"),
    SUBNET("subnet", "InvalidSubnetID", "subnet", "subnet"),
    SECURITY_GROUP("sg", "InvalidGroup", "security group", "security-group"),
    INSTANCE("i", "InvalidInstanceID", "instance", "instance"),
    NETWORK_INTERFACE("eni", "InvalidNetworkInterfaceID", "networkInterface", "network-interface"),
    ATTACHMENT("eni-attach", "InvalidAttachmentID", "network interface attachment", "");

    private final String prefix;
    private final String errorCode;
    private final String noun;
    private final String tagType;

    ResourceKind(String prefix, String errorCode, String noun, String tagType) {
        this.prefix = prefix;
        this.errorCode = errorCode;
        this.noun = noun;
        this.tagType = tagType;
    }

    String prefix() {
        return prefix;
    }

    /// The name of this kind in a TagSpecification.
    String tagType() {
        return tagType;
    }

    /// Refuses text that cannot be an id of this kind, as EC2 does before it looks anything up.
    void check(String id) {
        String start = prefix + "-";
        boolean hex =
                id.length() > start.length()
                        && id.chars()
                                .skip(start.length())
                                .allMatch(c -> Character.digit(c, 16) >= 0);
        if (!id.startsWith(start) || !hex) {
            throw new Ec2Exception(
                    errorCode + ".Malformed",
                    "Invalid id: \"" + id + "\" (expecting \"" + prefix + "-...\")");
        }
    }

    Ec2Exception notFound(String id) {
        return notFound(List.of(id));
    }

    /// One sentence for all missing ids, the way EC2 lists them.
    Ec2Exception notFound(Collection<String> ids) {
        String label = noun + (this == SECURITY_GROUP ? "" : " ID") + (ids.size() == 1 ? "" : "s");
        return new Ec2Exception(
                errorCode + ".NotFound",
                "The "
                        + label
                        + " '"
                        + String.join(", ", ids)
                        + "' "
                        + (ids.size() == 1 ? "does" : "do")
                        + " not exist");
    }
}
