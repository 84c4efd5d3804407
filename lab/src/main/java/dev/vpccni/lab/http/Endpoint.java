package dev.vpccni.lab.http;

/// Answers HTTP requests; the only thing a server of the lab has to write.
///
/// Called from many threads at once. A RuntimeException becomes a plain 500.
@FunctionalInterface
public interface Endpoint {

    /// Errors: InterruptedException when the listener closes while the answer is being delayed.
    Reply answer(HttpCall call) throws InterruptedException;
}
