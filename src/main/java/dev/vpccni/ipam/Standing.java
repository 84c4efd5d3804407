package dev.vpccni.ipam;

/// How far a block of addresses can be relied on. EC2 gives and takes whole blocks, so this is no matter of the single
/// address.
public enum Standing {
    /// EC2 said that the block is on this ENI.
    CONFIRMED,
    /// An answer was lost or sources disagree: nothing of it is given out until EC2 confirms it.
    UNVERIFIED,
    /// EC2 was asked to take it back.
    LEAVING
}
