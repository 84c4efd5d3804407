package dev.vpccni.lab.account;

/// A subnet with its use: free addresses, and those that interfaces own (a /28 counts 16). EC2's own five are in
/// neither.
public record SubnetView(Subnet subnet, int available, int inUse) {}
