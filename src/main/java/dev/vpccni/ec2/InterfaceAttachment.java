package dev.vpccni.ec2;

import dev.vpccni.ipam.InstanceId;
import org.jspecify.annotations.Nullable;

/// Where an ENI is plugged in.
///
/// @param instance null when the ENI is attached to something that is not an instance of this account
/// @param deviceIndex position on the network card; 0 is the primary ENI of card 0
/// @param networkCard index of the network card; 0 where EC2 names none
/// @param deleteOnTermination true when EC2 deletes the ENI together with the instance
public record InterfaceAttachment(
        AttachmentId id,
        @Nullable InstanceId instance,
        int deviceIndex,
        int networkCard,
        boolean deleteOnTermination) {}
