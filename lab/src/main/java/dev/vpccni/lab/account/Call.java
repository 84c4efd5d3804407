package dev.vpccni.lab.account;

import java.time.Duration;
import java.time.Instant;

/// One EC2 call as the journal keeps it.
///
/// Shape: `code` is the error code, or `ok`; `caller` is the instance id, or the access key of a caller that is no
/// instance; `parameters` is a line of `Name=value`.
public record Call(
        Instant at, String action, String parameters, String code, Duration took, String caller) {
    /// The code of a call that succeeded.
    public static final String OK = "ok";

    public boolean succeeded() {
        return code.equals(OK);
    }
}
