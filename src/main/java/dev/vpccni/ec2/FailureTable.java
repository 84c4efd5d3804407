package dev.vpccni.ec2;

import dev.vpccni.ec2.Ec2Failure.Kind;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which kind of failure an EC2 error code means.
///
/// Source: EC2 API error codes; spec/ipamd.md 4.3, 4.5. A code that is not listed is judged by its ending, then by the
/// HTTP status.
final class FailureTable {
    private static final Map<String, Kind> CODES =
            Map.ofEntries(
                    Map.entry("RequestLimitExceeded", Kind.THROTTLED),
                    Map.entry("Throttling", Kind.THROTTLED),
                    Map.entry("ThrottlingException", Kind.THROTTLED),
                    Map.entry("ThrottledException", Kind.THROTTLED),
                    Map.entry("RequestThrottled", Kind.THROTTLED),
                    Map.entry("RequestThrottledException", Kind.THROTTLED),
                    Map.entry("TooManyRequestsException", Kind.THROTTLED),
                    Map.entry("EC2ThrottledException", Kind.THROTTLED),
                    Map.entry("BandwidthLimitExceeded", Kind.THROTTLED),
                    Map.entry("UnauthorizedOperation", Kind.UNAUTHORIZED),
                    Map.entry("AuthFailure", Kind.UNAUTHORIZED),
                    Map.entry("AccessDenied", Kind.UNAUTHORIZED),
                    Map.entry("AccessDeniedException", Kind.UNAUTHORIZED),
                    Map.entry("Blocked", Kind.UNAUTHORIZED),
                    Map.entry("ExpiredToken", Kind.UNAUTHORIZED),
                    Map.entry("ExpiredTokenException", Kind.UNAUTHORIZED),
                    Map.entry("IncompleteSignature", Kind.UNAUTHORIZED),
                    Map.entry("InvalidClientTokenId", Kind.UNAUTHORIZED),
                    Map.entry("MissingAuthenticationToken", Kind.UNAUTHORIZED),
                    Map.entry("OperationNotPermitted", Kind.UNAUTHORIZED),
                    Map.entry("OptInRequired", Kind.UNAUTHORIZED),
                    Map.entry("PendingVerification", Kind.UNAUTHORIZED),
                    Map.entry("RequestExpired", Kind.UNAUTHORIZED),
                    Map.entry("SignatureDoesNotMatch", Kind.UNAUTHORIZED),
                    Map.entry("UnrecognizedClientException", Kind.UNAUTHORIZED),
                    Map.entry("InsufficientFreeAddressesInSubnet", Kind.SUBNET_EXHAUSTED),
                    Map.entry("InsufficientCidrBlocks", Kind.NO_FREE_PREFIX),
                    Map.entry("PrivateIpAddressLimitExceeded", Kind.ADDRESS_LIMIT),
                    Map.entry("AttachmentLimitExceeded", Kind.ENI_LIMIT),
                    Map.entry("NetworkInterfaceLimitExceeded", Kind.ENI_LIMIT),
                    Map.entry("IncorrectState", Kind.CONFLICT),
                    Map.entry("IncorrectInstanceState", Kind.CONFLICT),
                    Map.entry("InvalidInstanceState", Kind.CONFLICT),
                    Map.entry("DependencyViolation", Kind.CONFLICT),
                    Map.entry("ConcurrentTagAccess", Kind.CONFLICT),
                    Map.entry("IdempotentParameterMismatch", Kind.IDEMPOTENCY),
                    Map.entry("InternalError", Kind.UNAVAILABLE),
                    Map.entry("InternalFailure", Kind.UNAVAILABLE),
                    Map.entry("RequestTimeout", Kind.UNAVAILABLE),
                    Map.entry("ServiceUnavailable", Kind.UNAVAILABLE),
                    Map.entry("Unavailable", Kind.UNAVAILABLE));

    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;
    private static final int OVERLOADED = 503;

    private FailureTable() {}

    /// The kind of an answer that is an error.
    ///
    /// @param code EC2's error code, with or without the `Client.` or `Server.` that some of its answers carry
    /// @param message EC2's message: a device index that is taken has no code of its own, only words
    static Kind kind(String code, int status, String message) {
        Kind listed = CODES.get(bare(code));
        if (listed != null) {
            return listed;
        }
        Kind byEnding = byEnding(bare(code));
        if (byEnding != null) {
            return byEnding;
        }
        if (message.toLowerCase(Locale.ROOT)
                .contains("already has an interface attached at device index")) {
            return Kind.CONFLICT;
        }
        return byStatus(status);
    }

    /// Whether EC2 may have done what was asked although its answer is an error.
    ///
    /// An error of the 400 class is a refusal, and so is "overloaded" (503), said before any work is done; any other
    /// error of the 500 class tells nothing.
    static boolean mayHaveRun(int status) {
        return status >= SERVER_ERRORS && status != OVERLOADED;
    }

    private static String bare(String code) {
        if (code.startsWith("Client.") || code.startsWith("Server.")) {
            return code.substring(code.indexOf('.') + 1);
        }
        return code;
    }

    private static @Nullable Kind byEnding(String code) {
        if (code.endsWith(".NotFound")) {
            return Kind.NOT_FOUND;
        }
        if (code.endsWith(".InUse")
                || code.endsWith(".AlreadyAssociated")
                || code.endsWith(".Duplicate")) {
            return Kind.CONFLICT;
        }
        return null;
    }

    private static Kind byStatus(int status) {
        if (status == UNAUTHENTICATED || status == FORBIDDEN) {
            return Kind.UNAUTHORIZED;
        }
        if (status == TOO_MANY_REQUESTS) {
            return Kind.THROTTLED;
        }
        return status >= SERVER_ERRORS ? Kind.UNAVAILABLE : Kind.INVALID;
    }
}
