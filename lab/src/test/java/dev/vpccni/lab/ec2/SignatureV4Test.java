package dev.vpccni.lab.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.lab.http.HttpCall;
import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The example that AWS publishes: ListUsers of IAM, signed on 2015-08-30.
class SignatureV4Test {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String AUTHORIZATION =
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,"
                    + " SignedHeaders=content-type;host;x-amz-date,"
                    + " Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";

    @Test
    void acceptsThePublishedExampleInAnyOrderOfParameters() {
        assertThat(matches("Action=ListUsers&Version=2010-05-08", SECRET)).isTrue();
        assertThat(matches("Version=2010-05-08&Action=ListUsers", SECRET)).isTrue();
    }

    @Test
    void refusesAnotherRequestAndAnotherSecret() {
        assertThat(matches("Action=ListRoles&Version=2010-05-08", SECRET)).isFalse();
        assertThat(matches("Action=ListUsers&Version=2010-05-08", "other")).isFalse();
    }

    private static boolean matches(String query, String secret) {
        HttpCall call =
                new HttpCall(
                        "GET",
                        "/",
                        query,
                        Map.of(
                                "authorization", AUTHORIZATION,
                                "content-type", "application/x-www-form-urlencoded; charset=utf-8",
                                "host", "iam.amazonaws.com",
                                "x-amz-date", "20150830T123600Z"),
                        "",
                        InetAddress.getLoopbackAddress());
        return SignatureV4.matches(call, Authorization.of(call), secret);
    }
}
