package dev.vpccni.ipam;

import dev.vpccni.inet.IpAddress;
import java.time.Instant;

/// One address in the hands of one attachment. Which ENI carries it is the pool's knowledge: [Pool#eniOf].
///
/// @param since when it was assigned; of two claims on one address the younger is believed
public record Assignment(AttachmentKey key, PodRef pod, IpAddress address, Instant since) {}
