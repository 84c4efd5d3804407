package dev.vpccni.imds;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.ipam.InstanceId;
import dev.vpccni.ipam.SecurityGroupId;
import dev.vpccni.ipam.VpcId;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// IMDS over HTTP. The identity is read once and kept, everything else is read each time.
///
/// Threads: safe for any number.
public final class ImdsHttp implements Imds {
    private static final String META = "meta-data/";
    private static final String MACS = META + "network/interfaces/macs/";

    private final ImdsClient client;
    private final EniScan scan;
    private @Nullable NodeIdentity identity;

    /// Reads from IMDS with these settings; reads nothing yet.
    ///
    /// @param listener told of every request; [ImdsListener#NONE] for nobody
    /// @param clock tells when the session token is over
    /// @param random spreads the pauses between attempts
    public ImdsHttp(
            ImdsSettings settings,
            ImdsListener listener,
            InstantSource clock,
            RandomGenerator random) {
        this.client = new ImdsClient(settings, listener, clock, random);
        this.scan = new EniScan(client, MACS);
    }

    @Override
    public synchronized NodeIdentity identity() {
        NodeIdentity known = identity;
        if (known == null) {
            known = readIdentity();
            identity = known;
        }
        return known;
    }

    @Override
    public List<AttachedEni> attachedEnis() {
        return scan.attachedEnis(identity().primaryMac());
    }

    @Override
    public List<IpPrefix> vpcCidrs(Family family) {
        String path = MACS + identity().primaryMac() + "/vpc-" + name(family) + "-cidr-blocks";
        return family == Family.IPV4
                ? Values.lines(path, Values.required(path, client.read(path)), IpPrefix::parse)
                : Values.lines(path, client.read(path), IpPrefix::parse);
    }

    @Override
    public List<SecurityGroupId> securityGroups() {
        String path = MACS + identity().primaryMac() + "/security-group-ids";
        return Values.lines(path, Values.required(path, client.read(path)), SecurityGroupId::new);
    }

    private NodeIdentity readIdentity() {
        MacAddress mac = required(META + "mac", MacAddress::parse);
        return new NodeIdentity(
                required(META + "placement/region", Function.identity()),
                required(META + "placement/availability-zone", Function.identity()),
                required(META + "instance-id", InstanceId::new),
                required(META + "instance-type", Function.identity()),
                mac,
                required(MACS + mac + "/vpc-id", VpcId::new),
                required(META + "local-ipv4", IpAddress::parse));
    }

    private <T> T required(String path, Function<String, T> parser) {
        return Values.one(path, Values.required(path, client.read(path)), parser);
    }

    private static String name(Family family) {
        return family == Family.IPV4 ? "ipv4" : "ipv6";
    }
}
