package dev.vpccni.lab.ec2;

import dev.vpccni.lab.account.Ec2Exception;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Decides how a call fares on its way: delayed, refused, cut off, or shown old data.
@FunctionalInterface
public interface CallGate {

    /// Called once for each well-formed call of a known action, before anything happens.
    Verdict admit(CallFacts facts);

    /// A gate that lets everything pass at once.
    static CallGate open() {
        return facts -> Verdict.pass();
    }

    /// How one call fares: the `latency` passes, then `before` ends it, if there is one; else the call happens.
    ///
    /// Shape: `after` stands in the place of the reply of a call that did happen, which is how interfaces get lost;
    /// `describeLag` is the age of the state that a Describe shows.
    record Verdict(
            Duration latency,
            @Nullable Failure before,
            @Nullable Failure after,
            Duration describeLag) {
        private static final Verdict PASS = new Verdict(Duration.ZERO, null, null, Duration.ZERO);

        public static Verdict pass() {
            return PASS;
        }

        public static Verdict refuse(Ec2Exception error) {
            return new Verdict(Duration.ZERO, new Failure.Refused(error), null, Duration.ZERO);
        }
    }

    /// The ways a call fails that are not the account's own doing.
    sealed interface Failure {
        /// An error reply.
        record Refused(Ec2Exception error) implements Failure {}

        /// The connection is closed without a reply.
        record Dropped() implements Failure {}
    }
}
