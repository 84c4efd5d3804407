package dev.vpccni.lab.ec2;

import dev.vpccni.lab.http.HttpCall;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Computes the signature that a request should carry.
///
/// Source: AWS general reference, "Create a signed AWS API request": canonical request, string to sign, key chain.
final class SignatureV4 {
    private SignatureV4() {}

    /// True if the request was signed with this secret.
    static boolean matches(HttpCall call, Authorization authorization, String secretAccessKey) {
        String scope =
                String.join(
                        "/",
                        authorization.date(),
                        authorization.region(),
                        authorization.service(),
                        "aws4_request");
        String amzDate = call.header("x-amz-date");
        String toSign =
                "AWS4-HMAC-SHA256\n"
                        + (amzDate == null ? "" : amzDate)
                        + "\n"
                        + scope
                        + "\n"
                        + sha256(canonical(call, authorization.signedHeaders()));
        byte[] key = ("AWS4" + secretAccessKey).getBytes(StandardCharsets.UTF_8);
        for (String step : scope.split("/", -1)) {
            key = hmac(key, step);
        }
        byte[] expected =
                HexFormat.of().formatHex(hmac(key, toSign)).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(
                expected, authorization.signature().getBytes(StandardCharsets.US_ASCII));
    }

    private static String canonical(HttpCall call, List<String> signedHeaders) {
        String query =
                call.query().isEmpty()
                        ? ""
                        : Arrays.stream(call.query().split("&", -1))
                                .map(pair -> pair.contains("=") ? pair : pair + "=")
                                .sorted()
                                .collect(Collectors.joining("&"));
        StringBuilder headers = new StringBuilder();
        for (String name : signedHeaders) {
            String value = call.header(name);
            headers.append(name)
                    .append(':')
                    .append(value == null ? "" : value.strip().replaceAll(" +", " "))
                    .append('\n');
        }
        String path = call.path().isEmpty() ? "/" : call.path();
        return String.join(
                "\n",
                call.method(),
                path,
                query,
                headers,
                String.join(";", signedHeaders),
                sha256(call.body()));
    }

    private static String sha256(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA256", e);
        }
    }
}
