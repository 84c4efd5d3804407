package dev.vpccni.lab.node;

import java.time.Duration;

/// How a program ended.
///
/// @param exitCode its exit status; 128 + the signal's number when a signal ended it
/// @param output standard output as UTF-8
/// @param errors standard error as UTF-8
/// @param elapsed from the call that starts the program (vfork and exec) to its collected exit status, on the monotonic
///     clock; nothing of the lab's own work is in it
/// @param timedOut it was killed because its time was up
public record Finished(
        int exitCode, String output, String errors, Duration elapsed, boolean timedOut) {
    public boolean succeeded() {
        return exitCode == 0 && !timedOut;
    }

    /// Standard output of a program that must succeed.
    ///
    /// Errors: IllegalStateException with the program's name, status and standard error.
    public String expectSuccess(Command command) {
        if (!succeeded()) {
            throw new IllegalStateException(
                    "'"
                            + command
                            + (timedOut
                                    ? "' took too long and was killed"
                                    : "' ended with " + exitCode)
                            + ": "
                            + (errors.isBlank() ? output : errors).strip());
        }
        return output;
    }
}
