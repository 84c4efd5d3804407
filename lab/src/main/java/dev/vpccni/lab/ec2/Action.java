package dev.vpccni.lab.ec2;

import java.time.Instant;
import java.util.function.Consumer;

/// One action of the API: reads its parameters first, so that a malformed call changes nothing.
@FunctionalInterface
interface Action {

    /// Errors: Ec2Exception for a missing or malformed parameter.
    Execution read(Parameters parameters);

    /// A call whose parameters are understood.
    @FunctionalInterface
    interface Execution {

        /// Makes the call and returns what writes its reply. Shape: `asOf` is the moment a Describe shows.
        ///
        /// Errors: Ec2Exception as EC2 refuses.
        Consumer<Xml> run(Caller caller, Instant asOf);
    }
}
