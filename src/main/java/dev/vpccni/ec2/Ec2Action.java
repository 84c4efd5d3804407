package dev.vpccni.ec2;

import org.jspecify.annotations.Nullable;

/// The calls that we make, with EC2's default token bucket for each and what may be repeated.
///
/// Units: burst in tokens, refill in tokens per second. Source: Amazon EC2 API request throttling (spec/field.md 3.1);
/// our describe calls always carry a filter or a page size and so draw from the larger read bucket.
enum Ec2Action {
    CREATE_NETWORK_INTERFACE("CreateNetworkInterface", 100, 5, Repeat.ALWAYS),
    /// Right after the creation EC2 may not know the ENI everywhere yet.
    ATTACH_NETWORK_INTERFACE(
            "AttachNetworkInterface", 50, 5, Repeat.IF_REFUSED, Ec2Failure.Kind.NOT_FOUND),
    DETACH_NETWORK_INTERFACE("DetachNetworkInterface", 50, 5, Repeat.ALWAYS),
    /// EC2 answers a detach before it is done, and the ENI counts as in use until then.
    DELETE_NETWORK_INTERFACE(
            "DeleteNetworkInterface", 100, 5, Repeat.ALWAYS, Ec2Failure.Kind.CONFLICT),
    MODIFY_NETWORK_INTERFACE_ATTRIBUTE("ModifyNetworkInterfaceAttribute", 100, 5, Repeat.ALWAYS),
    ASSIGN_PRIVATE_IP_ADDRESSES("AssignPrivateIpAddresses", 100, 5, Repeat.IF_REFUSED),
    UNASSIGN_PRIVATE_IP_ADDRESSES("UnassignPrivateIpAddresses", 100, 5, Repeat.IF_REFUSED),
    /// EC2 refuses to tag one thing from two sides at once.
    CREATE_TAGS("CreateTags", 100, 10, Repeat.ALWAYS, Ec2Failure.Kind.CONFLICT),
    DESCRIBE_NETWORK_INTERFACES("DescribeNetworkInterfaces", 100, 20, Repeat.ALWAYS),
    DESCRIBE_SUBNETS("DescribeSubnets", 100, 20, Repeat.ALWAYS),
    DESCRIBE_INSTANCE_TYPES("DescribeInstanceTypes", 100, 20, Repeat.ALWAYS);

    /// When a failed attempt may be made again.
    enum Repeat {
        /// Always: twice does no more than once.
        ALWAYS,
        /// Only when EC2 certainly did nothing: twice would do it twice.
        IF_REFUSED
    }

    private final String label;
    private final int burst;
    private final int refill;
    private final Repeat repeat;
    private final Ec2Failure.@Nullable Kind alsoPassing;

    Ec2Action(String label, int burst, int refill, Repeat repeat) {
        this(label, burst, refill, repeat, null);
    }

    /// @param alsoPassing a kind that passes by itself for this call, besides those that do for every call
    Ec2Action(
            String label,
            int burst,
            int refill,
            Repeat repeat,
            Ec2Failure.@Nullable Kind alsoPassing) {
        this.label = label;
        this.burst = burst;
        this.refill = refill;
        this.repeat = repeat;
        this.alsoPassing = alsoPassing;
    }

    /// EC2's name of the call.
    String label() {
        return label;
    }

    int burst() {
        return burst;
    }

    int refill() {
        return refill;
    }

    /// Whether a failure of this kind passes by itself, and the call may be made again without doing harm.
    ///
    /// @param mayHaveRun true when EC2 may have done what was asked although it did not say so
    boolean repeatable(Ec2Failure.Kind kind, boolean mayHaveRun) {
        boolean passing =
                kind == Ec2Failure.Kind.THROTTLED
                        || kind == Ec2Failure.Kind.UNAVAILABLE
                        || kind == alsoPassing;
        return passing && (repeat == Repeat.ALWAYS || !mayHaveRun);
    }
}
