package dev.vpccni.wire;

/// An error answer (RFC 9457) with our extension members.
///
/// @param type URI reference that names the kind: `about:blank#` + reason
/// @param title short, the same for each occurrence of the reason
/// @param status HTTP status
/// @param detail one sentence: what was tried, the cause, the EC2 error code where there is one, the next attempt
/// @param reason name of a [Reason]; an unknown name is kept as it is
/// @param retryAfterMs time until the agent's next attempt; 0 when a retry does not help. Units: milliseconds
/// @param cniCode code for the CNI error object (11 try again later, 50/51 status, 7 bad configuration, 100.. ours)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String reason,
        int retryAfterMs,
        int cniCode) {}
