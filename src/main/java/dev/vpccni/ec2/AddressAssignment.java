package dev.vpccni.ec2;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.EniId;
import java.util.Collection;
import java.util.List;

/// More or fewer addresses on an ENI that exists.
///
/// The replies hold the addresses; they work as soon as the ENI's link is up, whatever IMDS says. EC2 has no token for
/// these calls, so one whose answer was lost is not repeated: it fails with [Ec2Failure#outcomeUnknown], and the ENI
/// must be read again to learn what it holds.
public interface AddressAssignment {
    /// Adds `count` secondary IPv4 addresses of EC2's choice, all or none. Errors: [Ec2Failure].
    List<IpAddress> assignAddresses(EniId eni, int count, CallBudget budget);

    /// Adds `count` IPv4 prefixes (/28) of EC2's choice, all or none. Errors: [Ec2Failure].
    List<IpPrefix> assignPrefixes(EniId eni, int count, CallBudget budget);

    /// Gives secondary IPv4 addresses back; no call for none. Errors: [Ec2Failure].
    void unassignAddresses(EniId eni, Collection<IpAddress> addresses, CallBudget budget);

    /// Gives IPv4 prefixes back; no call for none. Errors: [Ec2Failure].
    void unassignPrefixes(EniId eni, Collection<IpPrefix> prefixes, CallBudget budget);
}
