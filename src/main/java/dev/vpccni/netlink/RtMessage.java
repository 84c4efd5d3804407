package dev.vpccni.netlink;

/// One message from the kernel, decoded by [RtnetlinkCodec#decode].
///
/// `removed` is true for the RTM_DEL* form that notifications carry.
public sealed interface RtMessage {
    /// Sequence number of the request this answers; a notification carries that of whoever made the change, often 0.
    int sequence();

    /// NLMSG_ERROR with error 0.
    record Ack(int sequence) implements RtMessage {}

    /// NLMSG_ERROR with an errno.
    ///
    /// @param errno positive errno value
    /// @param text the kernel's extended text (NLMSGERR_ATTR_MSG); empty when it gave none
    /// @param offset byte offset of the offending attribute in the request; -1 when not given
    record Failure(int sequence, int errno, String text, int offset) implements RtMessage {}

    /// NLMSG_DONE: the end of a dump.
    ///
    /// @param interrupted NLM_F_DUMP_INTR was seen on this message: the dump may be inconsistent, ask again
    record Done(int sequence, int errno, boolean interrupted) implements RtMessage {}

    record LinkMessage(int sequence, boolean removed, Link link) implements RtMessage {}

    record AddressMessage(int sequence, boolean removed, LinkAddress address)
            implements RtMessage {}

    record RouteMessage(int sequence, boolean removed, Route route) implements RtMessage {}

    record RuleMessage(int sequence, boolean removed, Rule rule) implements RtMessage {}

    record NeighborMessage(int sequence, boolean removed, Neighbor neighbor) implements RtMessage {}

    /// A message of a type, family or shape this codec does not model (for instance a multipath or MPLS route).
    ///
    /// @param type nlmsg_type
    record Other(int sequence, int type) implements RtMessage {}
}
