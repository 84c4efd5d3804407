package dev.vpccni.lab.node;

import java.time.Duration;
import java.util.OptionalInt;

/// A long-running process that the lab started.
///
/// Its status is collected when somebody asks, never behind the back of [#signal]: until then the kernel keeps the
/// process id, so a signal cannot hit a stranger.
final class Child {
    private static final int WNOHANG = 1;
    private static final Duration STEP = Duration.ofMillis(5);

    private final int pid;
    private OptionalInt status = OptionalInt.empty();

    Child(int pid) {
        this.pid = pid;
    }

    int pid() {
        return pid;
    }

    /// The exit status (128 + signal for a killed one), or empty while the process runs.
    synchronized OptionalInt status() {
        if (status.isEmpty()) {
            int[] collected = new int[1];
            int found =
                    NativeException.check(
                            "ask for process " + pid,
                            LibC.INSTANCE.wait4(pid, collected, WNOHANG, null));
            if (found == pid) {
                status = OptionalInt.of(Spawner.exitCode(collected[0]));
            }
        }
        return status;
    }

    boolean isRunning() {
        return status().isEmpty();
    }

    /// Sends a signal; nothing happens when the process has ended.
    synchronized void signal(int signal) {
        if (isRunning()) {
            LibC.INSTANCE.kill(pid, signal);
        }
    }

    /// Waits for the end. Returns false if the process still runs after `timeout`.
    boolean awaitEnd(Duration timeout) {
        return Waiting.until(timeout, STEP, () -> !isRunning());
    }
}
