package dev.vpccni.ec2;

import java.time.Duration;

/// How urgent a call is and how long it may take in all, waiting for tokens, attempts and pauses between them included.
///
/// Units: `total` is a positive duration, counted from the moment the port is called. A call that cannot start within
/// it fails at once with [Ec2Failure.Kind#THROTTLED] instead of waiting in vain.
public record CallBudget(Priority priority, Duration total) {
    public CallBudget {
        if (total.isNegative() || total.isZero()) {
            throw new IllegalArgumentException(
                    "the time budget of an EC2 call must be positive, not " + total);
        }
    }

    /// For a call that a parked ADD waits for; give what is left of the ADD's deadline.
    public static CallBudget waitingPod(Duration total) {
        return new CallBudget(Priority.WAITING_POD, total);
    }

    /// For warm targets, start-up and repair: two minutes.
    public static CallBudget warmUp() {
        return new CallBudget(Priority.WARM_UP, Duration.ofMinutes(2));
    }

    /// For giving things back: five minutes.
    public static CallBudget cleanUp() {
        return new CallBudget(Priority.CLEAN_UP, Duration.ofMinutes(5));
    }
}
