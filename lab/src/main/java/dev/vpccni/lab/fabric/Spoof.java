package dev.vpccni.lab.fabric;

/// Packets that an interface sent with a source it does not own, and that the VPC dropped.
///
/// Shape: `eniId` is the interface's id, or the fabric's name of the link when the interface is gone; `source` is an IP
/// address, or a MAC address when the frame's own source was wrong.
public record Spoof(String eniId, String source, long packets) {}
