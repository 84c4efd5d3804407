package dev.vpccni.lab.account;

/// A refusal as EC2 words it: the error code, the HTTP status and the sentence of the reply.
///
/// Source of codes: EC2 API reference, "Error codes for the Amazon EC2 API"; sentences as users report them.
public final class Ec2Exception extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int httpStatus;

    public Ec2Exception(String code, int httpStatus, String message) {
        super(message);
        this.code = code;
        this.httpStatus = httpStatus;
    }

    /// A client error (HTTP 400), which is most of them.
    public Ec2Exception(String code, String message) {
        this(code, 400, message);
    }

    public String code() {
        return code;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /// The sentence of the reply, never absent.
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
