package dev.vpccni.ipam;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What is not to be asked of EC2 for a while, and why.
///
/// @param subnets no growth of ENIs in these subnets: they are exhausted
/// @param creation no new ENI: no subnet has room, or the attachment limit is reached
/// @param ec2 no call at all: throttled, not permitted, or not answering
public record Pauses(Map<SubnetId, Pause> subnets, Optional<Pause> creation, Optional<Pause> ec2) {
    public static final Pauses NONE = new Pauses(Map.of(), Optional.empty(), Optional.empty());

    public Pauses {
        subnets = Map.copyOf(subnets);
    }

    Optional<Pause> ofSubnet(SubnetId subnet, Instant now) {
        return Optional.ofNullable(subnets.get(subnet)).filter(pause -> pause.isActive(now));
    }

    Optional<Pause> ofCreation(Instant now) {
        return creation.filter(pause -> pause.isActive(now));
    }

    Optional<Pause> ofEc2(Instant now) {
        return ec2.filter(pause -> pause.isActive(now));
    }
}
