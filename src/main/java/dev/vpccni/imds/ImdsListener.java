package dev.vpccni.imds;

import java.time.Duration;

/// Told of every request to IMDS; the metrics are made of this. Called on the thread of the request, so: fast, and
/// never throwing.
public interface ImdsListener {
    /// Does nothing.
    ImdsListener NONE = (field, took, status) -> {};

    /// One request has ended.
    ///
    /// @param field what was asked for, without MAC addresses, so that it can be a label: the last part of the path
    /// @param took from sending to the end of the answer
    /// @param status HTTP status; 0 when no answer was read
    void answered(String field, Duration took, int status);
}
