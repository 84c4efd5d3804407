package dev.vpccni.ec2;

import dev.vpccni.wire.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A call to EC2 that did not succeed, classified.
///
/// The message is one sentence: the action, what it was done on, what EC2 answered, what to do.
public final class Ec2Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final transient Details details;

    /// @param message one sentence for people
    /// @param cause what the transport or the SDK threw, if anything
    public Ec2Failure(Kind kind, Details details, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.details = details;
    }

    /// What class of failure it is: decides what to do next.
    public enum Kind {
        /// EC2, or our own share of its quota, allows no call now.
        THROTTLED(Reason.THROTTLED),
        /// No credentials, or they lack the permission.
        UNAUTHORIZED(Reason.UNAUTHORIZED),
        /// The subnet has no free address.
        SUBNET_EXHAUSTED(Reason.SUBNET_EXHAUSTED),
        /// The subnet has no free /28 block, though it may have free addresses.
        NO_FREE_PREFIX(Reason.SUBNET_EXHAUSTED),
        /// The ENI holds as many addresses as its instance type allows.
        ADDRESS_LIMIT(Reason.ENI_LIMIT),
        /// The instance holds as many ENIs as its type allows, or the account as many as its quota.
        ENI_LIMIT(Reason.ENI_LIMIT),
        /// The ENI, attachment, subnet or group does not exist, or not yet everywhere.
        NOT_FOUND(Reason.NO_FREE_ADDRESS),
        /// The thing is in a state that does not allow this: device index taken, ENI in use, still detaching.
        CONFLICT(Reason.NO_FREE_ADDRESS),
        /// The client token was used with other parameters.
        IDEMPOTENCY(Reason.NO_FREE_ADDRESS),
        /// EC2 rejects the request as it is; repeating it cannot help.
        INVALID(Reason.INTERNAL),
        /// No answer, or an answer of the 500 class.
        UNAVAILABLE(Reason.EC2_UNAVAILABLE),
        /// The calling thread was interrupted: the agent is shutting down.
        INTERRUPTED(Reason.DRAINING);

        private final Reason reason;

        Kind(Reason reason) {
            this.reason = reason;
        }

        /// The reason that a pod's ADD gets when this failure is why it has no address.
        public Reason reason() {
            return reason;
        }
    }

    /// What is known of the failed call.
    ///
    /// @param action EC2's name of the call, for instance `AssignPrivateIpAddresses`
    /// @param code EC2's error code; empty when no answer was read
    /// @param requestId EC2's id of the request, for AWS support; empty when no answer was read
    /// @param status HTTP status; 0 when no answer was read
    /// @param outcomeUnknown true when the call may have taken effect although no answer was read
    /// @param retryAfter when a next attempt has a chance, as far as it is known here; else zero
    public record Details(
            String action,
            String code,
            String requestId,
            int status,
            boolean outcomeUnknown,
            Duration retryAfter) {}

    public Kind kind() {
        return kind;
    }

    /// Shorthand for the reason of [#kind].
    public Reason reason() {
        return kind.reason();
    }

    public Details details() {
        return details;
    }

    /// True when the call may have taken effect although it failed here; read the ENI before deciding.
    public boolean outcomeUnknown() {
        return details.outcomeUnknown();
    }
}
