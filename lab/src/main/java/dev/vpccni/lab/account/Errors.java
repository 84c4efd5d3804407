package dev.vpccni.lab.account;

import dev.vpccni.inet.IpAddress;
import java.util.Collection;
import java.util.stream.Collectors;

/// The refusals that more than one call of the account gives.
final class Errors {
    private Errors() {}

    static Ec2Exception invalidValue(String message) {
        return new Ec2Exception("InvalidParameterValue", message);
    }

    static Ec2Exception invalidCombination(String message) {
        return new Ec2Exception("InvalidParameterCombination", message);
    }

    static Ec2Exception addressLimit() {
        return new Ec2Exception(
                "PrivateIpAddressLimitExceeded", "Number of private addresses will exceed limit.");
    }

    static Ec2Exception ipv6Limit() {
        return new Ec2Exception(
                "Ipv6AddressLimitExceeded", "Number of IPv6 addresses will exceed limit.");
    }

    static Ec2Exception subnetExhausted() {
        return new Ec2Exception(
                "InsufficientFreeAddressesInSubnet",
                "The specified subnet does not have enough free addresses to satisfy the request.");
    }

    static Ec2Exception noFreeBlock() {
        return new Ec2Exception(
                "InsufficientCidrBlocks",
                "The specified subnet does not have enough free cidr blocks to satisfy the request.");
    }

    static Ec2Exception notAssigned(String eniId) {
        return invalidValue(
                "Some of the specified addresses are not assigned to interface " + eniId);
    }

    static Ec2Exception addressInUse(Collection<IpAddress> addresses) {
        return new Ec2Exception(
                "InvalidIPAddress.InUse", "Address " + joined(addresses) + " is in use.");
    }

    static Ec2Exception moveNotAllowed(Collection<IpAddress> addresses) {
        return invalidValue("[" + joined(addresses) + "] assigned, but move is not allowed.");
    }

    static Ec2Exception unknownTypes(Collection<String> names) {
        return new Ec2Exception(
                "InvalidInstanceType",
                "The following supplied instance types do not exist: ["
                        + String.join(", ", names)
                        + "]");
    }

    private static String joined(Collection<IpAddress> addresses) {
        return addresses.stream().map(IpAddress::toString).collect(Collectors.joining(", "));
    }
}
