package dev.vpccni.ec2;

import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.InstanceId;

/// The life of an ENI: created, attached, bound to the instance's end, detached, deleted.
///
/// Every method blocks within its budget. Errors: [Ec2Failure]; when [Ec2Failure#outcomeUnknown] is true the call may
/// have taken effect and the ENI must be read again before anything else is decided.
public interface EniLifecycle {
    /// Creates an ENI with its addresses, tags and description. The reply is complete; nothing need be described.
    ///
    /// Safe to repeat with the same token, also after a crash: the answer is the ENI that the first call made.
    NetworkInterface create(CreateInterface request, CallBudget budget);

    /// Plugs an ENI into an instance. Its link shows up on the node a moment later.
    AttachmentId attach(EniId eni, InstanceId instance, DeviceSlot slot, CallBudget budget);

    /// Makes EC2 delete the ENI together with the instance. Not needed for traffic, so it may run beside the set-up.
    void deleteOnTermination(EniId eni, AttachmentId attachment, CallBudget budget);

    /// Unplugs an ENI; an attachment that is already gone is a success. EC2 finishes the detach after the answer.
    void detach(AttachmentId attachment, CallBudget budget);

    /// Deletes an ENI; one that is already gone is a success. One that EC2 is still detaching is tried again within
    /// the budget.
    void delete(EniId eni, CallBudget budget);
}
