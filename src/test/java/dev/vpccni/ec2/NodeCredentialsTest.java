package dev.vpccni.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vpccni.ec2.Ec2Failure.Kind;
import dev.vpccni.ipam.EniId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class NodeCredentialsTest {
    private static final EniId ENI = new EniId("eni-1");

    @RegisterExtension
    final TestProperties properties =
            new TestProperties(
                    Map.of(
                            "aws.disableEc2Metadata", "true",
                            "aws.sharedCredentialsFile", "/nonexistent/credentials",
                            "aws.configFile", "/nonexistent/config"));

    private final QueryServer server = new QueryServer();
    private final RecordedCalls listener = new RecordedCalls();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void saysThatThereAreNoneAndSendsNothing() {
        try (AwsEc2 ec2 = connect()) {
            Ec2Failure failure =
                    catchThrowableOfType(
                            Ec2Failure.class,
                            () -> ec2.tag(ENI, Map.of("a", "1"), CallBudget.warmUp()));

            assertThat(failure.kind()).isEqualTo(Kind.UNAUTHORIZED);
            assertThat(failure.outcomeUnknown()).isFalse();
            assertThat(failure)
                    .hasMessageStartingWith("CreateTags on eni-1 failed: no AWS credentials")
                    .hasMessageEndingWith(
                            "give the node an instance profile, or the agent's service account an IAM role");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void takesTheRoleOfTheServiceAccount(@TempDir Path folder) throws IOException {
        properties.set(
                "aws.webIdentityTokenFile",
                Files.writeString(folder.resolve("token"), "jwt-1").toString());
        properties.set("aws.roleArn", "arn:aws:iam::111122223333:role/cni");
        properties.set("aws.endpointUrlSts", server.uri().toString());
        server.raw(
                        200,
                        """
                        <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                        <AssumeRoleWithWebIdentityResult><Credentials><SessionToken>session-1</SessionToken>
                        <SecretAccessKey>secret</SecretAccessKey><Expiration>2099-01-01T00:00:00Z</Expiration>
                        <AccessKeyId>ASIAWEB</AccessKeyId></Credentials></AssumeRoleWithWebIdentityResult>
                        </AssumeRoleWithWebIdentityResponse>
                        """)
                .answer("CreateTags", "<return>true</return>")
                .answer("CreateTags", "<return>true</return>");

        try (AwsEc2 ec2 = connect()) {
            ec2.tag(ENI, Map.of("a", "1"), CallBudget.warmUp());
            ec2.tag(ENI, Map.of("a", "2"), CallBudget.warmUp());
        }

        assertThat(server.requests()).hasSize(3);
        assertThat(server.requests().getFirst())
                .containsEntry("Action", "AssumeRoleWithWebIdentity")
                .containsEntry("RoleArn", "arn:aws:iam::111122223333:role/cni")
                .containsEntry("WebIdentityToken", "jwt-1");
        assertThat(server.header(1, "Authorization")).contains("Credential=ASIAWEB/");
        assertThat(server.header(1, "X-amz-security-token")).isEqualTo("session-1");
    }

    private AwsEc2 connect() {
        ManualClock clock = new ManualClock();
        return AwsEc2.connect(
                new Ec2Settings("eu-west-1", server.uri(), Duration.ofSeconds(10), "9.9"),
                listener,
                clock,
                new Random(3),
                clock::advance);
    }
}
