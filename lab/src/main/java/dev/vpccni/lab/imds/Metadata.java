package dev.vpccni.lab.imds;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.lab.account.Account;
import dev.vpccni.lab.account.Attachment;
import dev.vpccni.lab.account.CredentialIssuer;
import dev.vpccni.lab.account.Credentials;
import dev.vpccni.lab.account.EniAddresses;
import dev.vpccni.lab.account.Instance;
import dev.vpccni.lab.account.InstanceView;
import dev.vpccni.lab.account.NetworkInterface;
import dev.vpccni.lab.account.Subnet;
import dev.vpccni.lab.account.Vpc;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes the metadata of one instance from the account.
///
/// Identity is always the present; the interface lists may be older, as on EC2, where they follow an attachment or an
/// assignment by seconds to minutes. Source: EC2 user guide, "Instance metadata categories".
final class Metadata {
    private static final JsonMapper JSON = new JsonMapper();

    private final Account account;
    private final InstantSource clock;

    Metadata(Account account, InstantSource clock) {
        this.account = account;
        this.clock = clock;
    }

    /// The tree under `/latest/`, or empty if the instance does not run.
    ///
    /// Shape: `lag` is the age of the interface lists; they never show less than the interface of the launch.
    Optional<MetadataTree> of(String instanceId, Duration lag) {
        Instant now = clock.instant();
        return account.instanceAt(instanceId, now)
                .map(present -> {
                    Instant launch = present.instance().launchTime();
                    Instant shown = now.minus(lag).isBefore(launch) ? launch : now.minus(lag);
                    InstanceView past = account.instanceAt(instanceId, shown).orElse(present);
                    return tree(present, past);
                });
    }

    private MetadataTree tree(InstanceView present, InstanceView past) {
        MetadataTree tree = new MetadataTree();
        identity(tree, present);
        for (NetworkInterface eni : past.enis()) {
            eni.attached()
                    .filter(attachment -> attachment.status() != Attachment.Status.DETACHING)
                    .ifPresent(
                            attachment -> networkInterface(tree, past.instance(), eni, attachment));
        }
        return tree;
    }

    private void identity(MetadataTree tree, InstanceView view) {
        Instance instance = view.instance();
        String host = hostName(instance.privateIp());
        String mac =
                view.enis().stream()
                        .filter(eni -> eni.id().equals(instance.primaryEniId()))
                        .map(eni -> eni.mac().toString())
                        .findFirst()
                        .orElse("");
        tree.put("meta-data/ami-id", "ami-0123456789abcdef0")
                .put("meta-data/hostname", host)
                .put("meta-data/local-hostname", host)
                .put("meta-data/instance-id", instance.id())
                .put("meta-data/instance-life-cycle", "on-demand")
                .put("meta-data/instance-type", instance.type().name())
                .put("meta-data/local-ipv4", instance.privateIp())
                .put("meta-data/mac", mac)
                .put("meta-data/placement/availability-zone", instance.availabilityZone())
                .put("meta-data/placement/region", account.settings().region())
                .put("meta-data/services/domain", "amazonaws.com")
                .put("meta-data/services/partition", "aws")
                .putLines("meta-data/security-groups", instance.groups())
                .put("dynamic/instance-identity/document", document(instance));
        view.enis().stream()
                .filter(eni -> eni.id().equals(instance.primaryEniId()))
                .flatMap(eni -> eni.addresses().ipv6().stream())
                .findFirst()
                .ifPresent(address -> tree.put("meta-data/ipv6", address));
        role(tree, instance.id());
    }

    private void role(MetadataTree tree, String instanceId) {
        Credentials credentials = account.credentials().issue(instanceId);
        ObjectNode json =
                JSON.createObjectNode()
                        .put("Code", "Success")
                        .put("LastUpdated", seconds(credentials.issued()))
                        .put("Type", "AWS-HMAC")
                        .put("AccessKeyId", credentials.accessKeyId())
                        .put("SecretAccessKey", credentials.secretAccessKey())
                        .put("Token", credentials.sessionToken())
                        .put("Expiration", seconds(credentials.expiration()));
        tree.put(
                "meta-data/iam/security-credentials/" + CredentialIssuer.ROLE,
                json.toPrettyString());
        tree.put(
                "meta-data/iam/info",
                JSON.createObjectNode()
                        .put("Code", "Success")
                        .put("LastUpdated", seconds(credentials.issued()))
                        .put(
                                "InstanceProfileArn",
                                "arn:aws:iam::"
                                        + account.settings().accountId()
                                        + ":instance-profile/"
                                        + CredentialIssuer.ROLE)
                        .toPrettyString());
    }

    private void networkInterface(
            MetadataTree tree, Instance instance, NetworkInterface eni, Attachment attachment) {
        String at = "meta-data/network/interfaces/macs/" + eni.mac() + "/";
        EniAddresses addresses = eni.addresses();
        List<IpAddress> ipv4 = new ArrayList<>();
        ipv4.add(addresses.primary());
        ipv4.addAll(addresses.secondary());
        tree.put(at + "device-number", attachment.deviceIndex())
                .put(at + "interface-id", eni.id())
                .put(at + "mac", eni.mac())
                .put(at + "owner-id", account.settings().accountId())
                .put(at + "local-hostname", hostName(addresses.primary()))
                .put(at + "subnet-id", eni.subnetId())
                .put(at + "vpc-id", eni.vpcId())
                .putLines(at + "local-ipv4s", ipv4)
                .putLines(at + "ipv4-prefix", addresses.prefixes())
                .putLines(at + "ipv6s", addresses.ipv6())
                .putLines(at + "ipv6-prefix", addresses.ipv6Prefixes())
                .putLines(at + "security-group-ids", eni.groups())
                .putLines(at + "security-groups", eni.groups());
        // Types with one card do not list this field.
        if (instance.type().cards().size() > 1) {
            tree.put(at + "network-card", attachment.networkCard());
        }
        account.subnet(eni.subnetId()).ifPresent(subnet -> subnet(tree, at, subnet));
        account.vpc(eni.vpcId()).ifPresent(vpc -> vpc(tree, at, vpc));
    }

    private static void subnet(MetadataTree tree, String at, Subnet subnet) {
        tree.put(at + "subnet-ipv4-cidr-block", subnet.cidr());
        IpPrefix ipv6 = subnet.ipv6Cidr();
        if (ipv6 != null) {
            tree.put(at + "subnet-ipv6-cidr-blocks", ipv6);
        }
    }

    private static void vpc(MetadataTree tree, String at, Vpc vpc) {
        tree.put(at + "vpc-ipv4-cidr-block", vpc.cidrs().getFirst())
                .putLines(at + "vpc-ipv4-cidr-blocks", vpc.cidrs());
        IpPrefix ipv6 = vpc.ipv6Cidr();
        if (ipv6 != null) {
            tree.put(at + "vpc-ipv6-cidr-blocks", ipv6);
        }
    }

    private String document(Instance instance) {
        return JSON.createObjectNode()
                .put("accountId", account.settings().accountId())
                .put("architecture", instance.type().architecture())
                .put("availabilityZone", instance.availabilityZone())
                .put("imageId", "ami-0123456789abcdef0")
                .put("instanceId", instance.id())
                .put("instanceType", instance.type().name())
                .put("pendingTime", seconds(instance.launchTime()))
                .put("privateIp", instance.privateIp().toString())
                .put("region", account.settings().region())
                .put("version", "2017-09-30")
                .toPrettyString();
    }

    private String hostName(IpAddress address) {
        return "ip-"
                + address.toString().replace('.', '-')
                + "."
                + account.settings().region()
                + ".compute.internal";
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
