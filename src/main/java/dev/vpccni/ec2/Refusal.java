package dev.vpccni.ec2;

import org.jspecify.annotations.Nullable;

/// How one attempt failed, free of SDK types.
///
/// @param code EC2's error code; empty when no answer was read
/// @param status HTTP status; 0 when no answer was read
/// @param text EC2's message, or what the transport said
/// @param mayHaveRun true when EC2 may have done what was asked
record Refusal(
        Ec2Failure.Kind kind,
        String code,
        int status,
        String requestId,
        String text,
        boolean mayHaveRun,
        @Nullable Throwable cause) {}
