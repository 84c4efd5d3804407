package dev.vpccni.lab.http;

import java.time.Duration;

/// Waits, so that tests can have latency without spending time.
@FunctionalInterface
public interface Pause {

    void await(Duration duration) throws InterruptedException;

    /// Sleeps on the calling thread.
    static Pause sleeping() {
        return Thread::sleep;
    }
}
