package dev.vpccni.host;

import dev.vpccni.ipam.EniId;
import java.util.List;

/// The node's network could not be brought to what it should be; the message names the ENI and the change.
public final class HostNetworkException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// What was being done; also the label of the metric.
    public enum Step {
        /// Waiting for the interface of an ENI.
        FIND_LINK,
        /// Reading the kernel's state.
        READ,
        /// A change over rtnetlink.
        CHANGE,
        /// Writing below /proc/sys.
        SYSCTL,
        /// The transaction of netfilter rules.
        NETFILTER,
        /// Everything was done, but the state differs again.
        SETTLE
    }

    private final Step step;
    private final transient List<EniId> missing;

    HostNetworkException(Step step, String message) {
        super(message);
        this.step = step;
        this.missing = List.of();
    }

    /// For ENIs whose interface did not appear; everything else has been applied.
    HostNetworkException(String message, List<EniId> missing) {
        super(message);
        this.step = Step.FIND_LINK;
        this.missing = List.copyOf(missing);
    }

    HostNetworkException(Step step, String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
        this.step = step;
        this.missing = List.of();
    }

    public Step step() {
        return step;
    }

    /// The ENIs without an interface when that is all that failed: the others are set up. Else empty.
    public List<EniId> missing() {
        return missing;
    }
}
