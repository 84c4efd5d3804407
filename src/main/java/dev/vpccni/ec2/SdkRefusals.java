package dev.vpccni.ec2;

import dev.vpccni.ec2.Ec2Failure.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;

/// Reads what an exception of the SDK says about an attempt.
final class SdkRefusals {
    private SdkRefusals() {}

    static Refusal read(RuntimeException thrown) {
        if (thrown instanceof AwsServiceException answer) {
            return answered(answer);
        }
        if (thrown instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            return new Refusal(
                    Kind.INTERRUPTED, "", 0, "", "the agent is shutting down", true, thrown);
        }
        CredentialsMissing missing = cause(thrown, CredentialsMissing.class);
        if (missing != null) {
            return new Refusal(Kind.UNAUTHORIZED, "", 0, "", text(missing), false, thrown);
        }
        if (cause(thrown, IOException.class) == null) {
            return new Refusal(Kind.INVALID, "", 0, "", text(thrown), true, thrown);
        }
        return new Refusal(Kind.UNAVAILABLE, "", 0, "", root(thrown), !neverSent(thrown), thrown);
    }

    private static Refusal answered(AwsServiceException answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        String code = details == null ? "" : orEmpty(details.errorCode());
        String message = details == null ? "" : orEmpty(details.errorMessage());
        int status = answer.statusCode();
        if (status == HttpURLConnection.HTTP_UNAUTHORIZED && code.isEmpty()) {
            // HttpURLConnection loses the body of a 401 to a streamed request; one code only has
            // that status.
            code = "AuthFailure";
            message = "the credentials are not accepted";
        }
        Kind kind = FailureTable.kind(code, status, message);
        boolean mayHaveRun = kind != Kind.THROTTLED && FailureTable.mayHaveRun(status);
        return new Refusal(
                kind, code, status, orEmpty(answer.requestId()), message, mayHaveRun, answer);
    }

    /// True when the connection itself failed, so that EC2 has not even seen the request.
    private static boolean neverSent(RuntimeException thrown) {
        if (cause(thrown, ConnectException.class) != null
                || cause(thrown, UnknownHostException.class) != null
                || cause(thrown, NoRouteToHostException.class) != null
                || cause(thrown, SSLHandshakeException.class) != null) {
            return true;
        }
        SocketTimeoutException timeout = cause(thrown, SocketTimeoutException.class);
        return timeout != null
                && orEmpty(timeout.getMessage()).toLowerCase(Locale.ROOT).contains("connect");
    }

    private static <T extends Throwable> @Nullable T cause(Throwable thrown, Class<T> type) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }

    private static String root(Throwable thrown) {
        Throwable at = thrown;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return text(at);
    }

    private static String text(Throwable thrown) {
        String message = orEmpty(thrown.getMessage());
        return message.isEmpty() ? thrown.getClass().getSimpleName() : message;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
