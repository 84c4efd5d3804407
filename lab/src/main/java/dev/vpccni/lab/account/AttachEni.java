package dev.vpccni.lab.account;

/// The parameters of AttachNetworkInterface.
public record AttachEni(String eniId, String instanceId, int deviceIndex, int networkCard) {}
