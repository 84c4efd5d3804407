package dev.vpccni.lab.ec2;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.lab.account.Account;
import dev.vpccni.lab.account.AddressAsk;
import dev.vpccni.lab.account.AttachEni;
import dev.vpccni.lab.account.Attachment;
import dev.vpccni.lab.account.ConnectionTracking;
import dev.vpccni.lab.account.CreateEni;
import dev.vpccni.lab.account.Ec2Calls;
import dev.vpccni.lab.account.Ec2Exception;
import dev.vpccni.lab.account.EniChange;
import dev.vpccni.lab.account.NetworkInterface;
import dev.vpccni.lab.account.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The actions that create, attach, change, detach, delete and tag interfaces.
final class InterfaceActions {
    private final Ec2Calls calls;
    private final Replies replies;

    InterfaceActions(Account account) {
        this.calls = account.ec2();
        this.replies = new Replies(account);
    }

    void register(Map<String, Action> all) {
        all.put("CreateNetworkInterface", this::create);
        all.put("AttachNetworkInterface", this::attach);
        all.put("ModifyNetworkInterfaceAttribute", this::modify);
        all.put("DetachNetworkInterface", this::detach);
        all.put("DeleteNetworkInterface", this::delete);
        all.put("CreateTags", this::createTags);
    }

    private Action.Execution create(Parameters p) {
        List<IpAddress> further = new ArrayList<>();
        IpAddress primary = primary(p, further);
        AddressAsk ipv4 =
                new AddressAsk(
                        p.number("SecondaryPrivateIpAddressCount", 0),
                        further,
                        p.number("Ipv4PrefixCount", 0),
                        structured(p, "Ipv4Prefix", "Ipv4Prefix"));
        AddressAsk ipv6 =
                new AddressAsk(
                        p.number("Ipv6AddressCount", 0),
                        p.structures("Ipv6Addresses").stream()
                                .map(one -> one.required("Ipv6Address", IpAddress::parse))
                                .toList(),
                        p.number("Ipv6PrefixCount", 0),
                        structured(p, "Ipv6Prefix", "Ipv6Prefix"));
        requireInterface(p.text("InterfaceType"));
        CreateEni request =
                new CreateEni(
                        p.required("SubnetId"),
                        p.text("Description", ""),
                        p.list("SecurityGroupId"),
                        primary,
                        ipv4,
                        ipv6,
                        specifiedTags(p),
                        connectionTracking(p),
                        p.text("ClientToken"));
        return (caller, asOf) -> {
            NetworkInterface eni = calls.createNetworkInterface(request, caller.principal());
            return xml ->
                    xml.nested(
                                    "networkInterface",
                                    inside -> replies.networkInterface(inside, eni, "pending"))
                            .element("clientToken", request.clientToken());
        };
    }

    private Action.Execution attach(Parameters p) {
        AttachEni request =
                new AttachEni(
                        p.required("NetworkInterfaceId"),
                        p.required("InstanceId"),
                        p.requiredNumber("DeviceIndex"),
                        p.number("NetworkCardIndex", 0));
        return (caller, asOf) -> {
            Attachment attachment = calls.attachNetworkInterface(request);
            return xml ->
                    xml.element("attachmentId", attachment.id())
                            .element("networkCardIndex", attachment.networkCard());
        };
    }

    private Action.Execution modify(Parameters p) {
        String eniId = p.required("NetworkInterfaceId");
        List<EniChange> changes = new ArrayList<>();
        List<String> groups = p.list("SecurityGroupId");
        if (!groups.isEmpty()) {
            changes.add(new EniChange.Groups(groups));
        }
        String description = p.text("Description.Value");
        if (description != null) {
            changes.add(new EniChange.Description(description));
        }
        Boolean check = p.optionalFlag("SourceDestCheck.Value");
        if (check != null) {
            changes.add(new EniChange.SourceDestCheck(check));
        }
        Boolean deleteOnTermination = p.optionalFlag("Attachment.DeleteOnTermination");
        if (deleteOnTermination != null) {
            changes.add(
                    new EniChange.DeleteOnTermination(
                            p.required("Attachment.AttachmentId"), deleteOnTermination));
        }
        if (changes.size() != 1) {
            throw new Ec2Exception(
                    "InvalidParameterCombination",
                    changes.isEmpty()
                            ? "No attributes specified."
                            : "Fields for multiple attribute types specified.");
        }
        return (caller, asOf) -> {
            calls.modifyNetworkInterfaceAttribute(eniId, changes.getFirst());
            return Actions.done();
        };
    }

    private Action.Execution detach(Parameters p) {
        String attachmentId = p.required("AttachmentId");
        // A forced detachment differs on the instance only, where the lab's fabric cuts at once
        // anyway.
        p.optionalFlag("Force");
        return (caller, asOf) -> {
            calls.detachNetworkInterface(attachmentId);
            return Actions.done();
        };
    }

    private Action.Execution delete(Parameters p) {
        String eniId = p.required("NetworkInterfaceId");
        return (caller, asOf) -> {
            calls.deleteNetworkInterface(eniId);
            return Actions.done();
        };
    }

    private Action.Execution createTags(Parameters p) {
        List<String> resources = p.list("ResourceId");
        Tags tags = tags(p);
        if (resources.isEmpty()) {
            throw new Ec2Exception(
                    "MissingParameter", "The request must contain the parameter resourceIdSet");
        }
        if (tags.values().isEmpty()) {
            throw new Ec2Exception(
                    "MissingParameter", "The request must contain the parameter tagSet");
        }
        return (caller, asOf) -> {
            calls.createTags(resources, tags);
            return Actions.done();
        };
    }

    /// The primary address, from either of the two places it can be given; the others go to `further`.
    private static @Nullable IpAddress primary(Parameters p, List<IpAddress> further) {
        IpAddress primary = p.address("PrivateIpAddress");
        for (Parameters one : p.structures("PrivateIpAddresses")) {
            IpAddress address = one.required("PrivateIpAddress", IpAddress::parse);
            if (!one.flag("Primary")) {
                further.add(address);
            } else if (primary == null) {
                primary = address;
            } else {
                throw new Ec2Exception(
                        "InvalidParameterCombination",
                        "More than one primary address was specified.");
            }
        }
        return primary;
    }

    private static Tags specifiedTags(Parameters p) {
        Tags all = Tags.none();
        for (Parameters specification : p.structures("TagSpecification")) {
            String type = specification.required("ResourceType");
            if (!type.equals("network-interface")) {
                throw new Ec2Exception(
                        "InvalidParameterValue",
                        "'" + type + "' is not a valid taggable resource type for this operation.");
            }
            all = all.with(tags(specification));
        }
        return all;
    }

    private static Tags tags(Parameters p) {
        Map<String, String> tags = new TreeMap<>();
        for (Parameters tag : p.structures("Tag")) {
            tags.put(tag.required("Key"), tag.text("Value", ""));
        }
        return Tags.of(tags);
    }

    private static List<IpPrefix> structured(Parameters p, String list, String field) {
        return p.structures(list).stream()
                .map(one -> one.required(field, IpPrefix::parse))
                .toList();
    }

    private static @Nullable ConnectionTracking connectionTracking(Parameters p) {
        Integer tcp = p.number("ConnectionTrackingSpecification.TcpEstablishedTimeout");
        Integer udpStream = p.number("ConnectionTrackingSpecification.UdpStreamTimeout");
        Integer udp = p.number("ConnectionTrackingSpecification.UdpTimeout");
        return tcp == null && udpStream == null && udp == null
                ? null
                : new ConnectionTracking(tcp, udpStream, udp);
    }

    private static void requireInterface(@Nullable String type) {
        if (type != null && !type.equals("interface")) {
            throw new Ec2Exception(
                    "UnsupportedOperation",
                    "The lab makes interfaces of type 'interface' only, not '" + type + "'.");
        }
    }
}
