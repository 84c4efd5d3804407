package dev.vpccni.wire;

/// Why a call failed: the label in metrics, the `reason` of a [Problem], and the CNI code that goes with it.
public enum Reason {
    NO_FREE_ADDRESS("NoFreeAddress", "no free address on this node", 503, 11),
    SUBNET_EXHAUSTED("SubnetExhausted", "the subnet has no free addresses", 503, 11),
    ENI_LIMIT("EniLimit", "the instance type allows no more ENIs or addresses", 503, 11),
    THROTTLED("Throttled", "EC2 throttles the API calls of this account", 503, 11),
    UNAUTHORIZED("Unauthorized", "EC2 refuses the call: missing IAM permission", 503, 11),
    EC2_UNAVAILABLE("Ec2Unavailable", "EC2 does not answer or fails", 503, 11),
    NOT_READY("NotReady", "the agent has not finished its start", 503, 50),
    DRAINING("Draining", "the agent is shutting down", 503, 11),
    JOURNAL_FAILED("JournalFailed", "the assignment could not be stored", 503, 5),
    BAD_REQUEST("BadRequest", "the request is not valid", 400, 7),
    BAD_TOKEN("BadToken", "the bearer token is missing or wrong", 401, 104),
    BODY_TOO_LARGE("BodyTooLarge", "the body exceeds the limit", 413, 7),
    UNKNOWN_ATTACHMENT("UnknownAttachment", "no such attachment", 404, 3),
    PROTOCOL_MISMATCH(
            "ProtocolMismatch", "plugin and agent speak different protocol versions", 400, 105),
    INTERNAL("Internal", "the agent failed", 500, 999);

    private final String label;
    private final String title;
    private final int httpStatus;
    private final int cniCode;

    Reason(String label, String title, int httpStatus, int cniCode) {
        this.label = label;
        this.title = title;
        this.httpStatus = httpStatus;
        this.cniCode = cniCode;
    }

    /// The name on the wire and in metrics.
    public String label() {
        return label;
    }

    public String title() {
        return title;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /// Code of the CNI error object; source: CNI spec 1.1.0 "Error" (11 try again later, 50 plugin not available).
    public int cniCode() {
        return cniCode;
    }
}
