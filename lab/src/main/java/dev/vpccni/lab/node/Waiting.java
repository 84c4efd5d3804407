package dev.vpccni.lab.node;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/// Waiting for something outside the lab's own process, which cannot wake a thread here.
final class Waiting {
    private Waiting() {}

    /// Asks again every few milliseconds. Returns whether it became true in time.
    static boolean until(Duration timeout, Duration step, BooleanSupplier reached) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause(step);
        }
        return true;
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException("interrupted while waiting", e);
        }
    }
}
