package dev.vpccni.lab.scenario;

import dev.vpccni.inet.IpPrefix;

/// A subnet to make. Shape: `zone` is the letter behind the region's name; `occupied` is the number of addresses that
/// other users of the VPC hold, at random places.
public record SubnetSpec(String name, IpPrefix cidr, String zone, int occupied) {}
