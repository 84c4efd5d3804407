package dev.vpccni.ec2;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Told of everything that goes to EC2; the metrics are made of this. Called on the thread of the call, so: fast, and
/// never throwing.
public interface Ec2CallListener {
    /// Does nothing.
    Ec2CallListener NONE =
            new Ec2CallListener() {
                @Override
                public void attempted(Attempt attempt) {}

                @Override
                public void finished(Report report) {}
            };

    /// One HTTP request has ended.
    void attempted(Attempt attempt);

    /// One call of a port has ended, after one attempt or several, or none when it never got a token.
    void finished(Report report);

    /// One HTTP request.
    ///
    /// @param action EC2's name of the call
    /// @param number 1 for the first attempt
    /// @param took from sending to the end of the answer
    /// @param code `200`, EC2's error code, or empty when no answer was read
    /// @param kind null when it succeeded
    record Attempt(
            String action,
            Priority priority,
            int number,
            Duration took,
            String code,
            Ec2Failure.@Nullable Kind kind) {}

    /// One call of a port.
    ///
    /// @param attempts how many HTTP requests it took
    /// @param waited time spent waiting for tokens, of all attempts together
    /// @param total from the call of the port to its end
    /// @param code as in [Attempt]; of the last attempt
    /// @param kind null when it succeeded
    record Report(
            String action,
            Priority priority,
            int attempts,
            Duration waited,
            Duration total,
            String code,
            Ec2Failure.@Nullable Kind kind) {}
}
