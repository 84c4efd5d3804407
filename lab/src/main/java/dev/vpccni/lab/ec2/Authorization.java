package dev.vpccni.lab.ec2;

import dev.vpccni.lab.account.Ec2Exception;
import dev.vpccni.lab.http.HttpCall;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The Authorization header of Signature Version 4, taken apart.
///
/// Source: AWS general reference, "Create a signed AWS API request".
record Authorization(
        String accessKeyId,
        String date,
        String region,
        String service,
        List<String> signedHeaders,
        String signature) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256 ";

    Authorization {
        signedHeaders = List.copyOf(signedHeaders);
    }

    /// Reads the header. Errors: MissingAuthenticationToken without one, IncompleteSignature for one that is not in
    /// the form `AWS4-HMAC-SHA256 Credential=…/date/region/service/aws4_request, SignedHeaders=…, Signature=…`.
    static Authorization of(HttpCall call) {
        String header = call.header("authorization");
        if (header == null) {
            throw new Ec2Exception(
                    "MissingAuthenticationToken", 403, "Request is missing Authentication Token");
        }
        if (!header.startsWith(ALGORITHM)) {
            throw incomplete("the algorithm is not AWS4-HMAC-SHA256");
        }
        Map<String, String> parts = new HashMap<>();
        for (String part : header.substring(ALGORITHM.length()).split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
            }
        }
        return read(
                parts.getOrDefault("Credential", ""),
                parts.getOrDefault("SignedHeaders", ""),
                parts.getOrDefault("Signature", ""));
    }

    private static Authorization read(String credential, String headers, String signature) {
        String[] scope = credential.split("/", -1);
        if (scope.length != 5 || !scope[4].equals("aws4_request") || scope[0].isEmpty()) {
            throw incomplete("Credential is not in the form key/date/region/service/aws4_request");
        }
        List<String> signedHeaders = Arrays.asList(headers.split(";", -1));
        if (!signedHeaders.contains("host")) {
            throw incomplete("SignedHeaders does not hold host");
        }
        if (signature.length() != 64
                || !signature.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            throw incomplete("Signature is not 64 hexadecimal digits");
        }
        return new Authorization(scope[0], scope[1], scope[2], scope[3], signedHeaders, signature);
    }

    private static Ec2Exception incomplete(String why) {
        return new Ec2Exception(
                "IncompleteSignature",
                "The request signature does not conform to AWS standards: " + why + ".");
    }
}
