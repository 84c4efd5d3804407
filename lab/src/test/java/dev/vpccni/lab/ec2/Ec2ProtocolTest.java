package dev.vpccni.lab.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.lab.account.Call;
import dev.vpccni.lab.account.Credentials;
import dev.vpccni.lab.account.Ec2Exception;
import dev.vpccni.lab.ec2.CallGate.Failure;
import dev.vpccni.lab.ec2.CallGate.Verdict;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;

/// What lies around the calls: authentication, the wire form, paging, the gate and the journal.
class Ec2ProtocolTest {
    private static final String SIGNED =
            "AWS4-HMAC-SHA256 Credential=AKIATEST/20260301/us-west-2/ec2/aws4_request,"
                    + " SignedHeaders=host;x-amz-date, Signature="
                    + "0".repeat(64);

    private Verdict verdict = Verdict.pass();
    private final List<CallFacts> seen = new ArrayList<>();
    private final Ec2Fixture lab =
            new Ec2Fixture(facts -> {
                seen.add(facts);
                return verdict;
            });
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
        lab.close();
    }

    @Test
    void writesErrorsInTheFormOfTheQueryProtocol() throws Exception {
        HttpResponse<String> reply = post("Action=RunInstances&Version=2016-11-15", SIGNED);

        String requestId = reply.headers().firstValue("x-amzn-RequestId").orElseThrow();
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body())
                .isEqualTo(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error>"
                                + "<Code>InvalidAction</Code><Message>The action RunInstances is not valid for this web service."
                                + "</Message></Error></Errors><RequestID>"
                                + requestId
                                + "</RequestID></Response>");
    }

    @Test
    void wantsASignedRequest() throws Exception {
        assertThat(code(post("Action=DescribeSubnets&Version=2016-11-15", null)))
                .isEqualTo("403 MissingAuthenticationToken");
        assertThat(code(post("Action=DescribeSubnets&Version=2016-11-15", "Basic abc")))
                .isEqualTo("400 IncompleteSignature");
        assertThat(
                        code(
                                post(
                                        "Action=DescribeSubnets&Version=2016-11-15",
                                        SIGNED.replace("host;", ""))))
                .isEqualTo("400 IncompleteSignature");
        assertThat(
                        code(
                                post(
                                        "Action=DescribeSubnets&Version=2016-11-15",
                                        SIGNED.replace("us-west-2", "eu-west-1"))))
                .isEqualTo("401 AuthFailure");
        assertThat(
                        code(
                                post(
                                        "Action=DescribeSubnets&Version=2016-11-15",
                                        SIGNED.replace("/ec2/", "/s3/"))))
                .isEqualTo("401 AuthFailure");
        assertThat(post("Action=DescribeSubnets&Version=2016-11-15", SIGNED).statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        assertThat(code(post("Version=2016-11-15", SIGNED))).isEqualTo("400 MissingParameter");
        assertThat(code(post("Action=DescribeSubnets", SIGNED))).isEqualTo("400 MissingParameter");
        assertThat(code(post("Action=DescribeSubnets&Version=2014-01-01", SIGNED)))
                .isEqualTo("400 NoSuchVersion");
        assertThat(code(post("Action=DescribeSubnets&Version=2016-11-15&Colour=red", SIGNED)))
                .isEqualTo("400 UnknownParameter");
        assertThat(code(post("Action=DescribeSubnets&Version=2016-11-15&MaxResults=five", SIGNED)))
                .isEqualTo("400 InvalidParameterValue");
        assertThat(
                        code(
                                post(
                                        "Action=DescribeSubnets&Version=2016-11-15&Filter.1.Name=colour&Filter.1.Value.1=x",
                                        SIGNED)))
                .isEqualTo("400 InvalidParameterValue");
        assertThat(code(post("Action=DescribeSubnets&Version=2016-11-15&MaxResults=2", SIGNED)))
                .isEqualTo("400 InvalidParameterValue");
        assertThat(code(post("Action=DescribeSubnets&Version=2016-11-15&NextToken=%25%25", SIGNED)))
                .isEqualTo("400 InvalidNextToken");
        assertThat(code(post("Action=DescribeSubnets&Version=2016-11-15&Broken=%zz", SIGNED)))
                .isEqualTo("400 MalformedQueryString");
    }

    @Test
    void takesGetRequestsToo() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(
                                lab.server
                                        .endpoint()
                                        .resolve("/?Action=DescribeVpcs&Version=2016-11-15"))
                        .header("Authorization", SIGNED)
                        .build();

        assertThat(http.send(request, BodyHandlers.ofString()).body())
                .contains("<vpcId>" + lab.vpc.id());
    }

    @Test
    void answersADryRunWithoutDoingAnything() throws Exception {
        HttpResponse<String> reply =
                post(
                        "Action=CreateNetworkInterface&Version=2016-11-15&DryRun=true&SubnetId="
                                + lab.subnetA.id(),
                        SIGNED);

        assertThat(code(reply)).isEqualTo("412 DryRunOperation");
        assertThat(lab.account.snapshot().enis()).hasSize(1);
    }

    @Test
    void verifiesTheSignatureOfCredentialsItIssued() {
        Credentials issued = lab.account.credentials().issue(lab.node.id());
        try (Ec2Client node = lab.client(session(issued, issued.secretAccessKey()));
                Ec2Client liar = lab.client(session(issued, "wrong"))) {
            node.createNetworkInterface(r -> r.subnetId(lab.subnetA.id()).description("a b+c/d é"));

            Call call = lab.account.journal().calls().getLast();
            assertThat(call.caller()).isEqualTo(lab.node.id());
            assertThat(call.action()).isEqualTo("CreateNetworkInterface");
            assertThat(call.parameters())
                    .isEqualTo("SubnetId=" + lab.subnetA.id() + " Description=a b+c/d é");
            assertThat(lab.account.snapshot().enis().getLast().requester())
                    .endsWith(":" + lab.node.id());
            // The JDK's client gives up the body of a 401, so the code is in the journal only.
            assertThatThrownBy(liar::describeVpcs)
                    .extracting(e ->
                            ((software.amazon.awssdk.services.ec2.model.Ec2Exception) e)
                                    .statusCode())
                    .isEqualTo(401);
            assertThat(lab.account.journal().calls().getLast().code()).isEqualTo("AuthFailure");

            lab.clock.advance(Duration.ofHours(6));
            assertThatThrownBy(node::describeVpcs).hasMessageContaining("Request has expired.");
        }
    }

    @Test
    void pagesThroughInterfaces() {
        for (int i = 0; i < 13; i++) {
            lab.ec2.createNetworkInterface(
                    r -> r.subnetId(lab.subnetB.id()).description("aws-K8S-x"));
        }

        List<String> paged =
                lab
                        .ec2
                        .describeNetworkInterfacesPaginator(
                                r -> r.maxResults(5).filters(filter("description", "aws-K8S-*")))
                        .networkInterfaces()
                        .stream()
                        .map(NetworkInterface::networkInterfaceId)
                        .toList();

        assertThat(paged).hasSize(13).doesNotHaveDuplicates();
        assertThat(lab.account.journal().count("DescribeNetworkInterfaces")).isEqualTo(3);
    }

    @Test
    void filtersAsTheLeakTaskDoes() {
        lab.ec2.createNetworkInterface(r -> r.subnetId(lab.subnetB.id()));

        assertThat(
                        lab.ec2
                                .describeNetworkInterfaces(r ->
                                        r.filters(
                                                List.of(
                                                        filter("status", "available"),
                                                        filter("vpc-id", lab.vpc.id()))))
                                .networkInterfaces())
                .hasSize(1);
        assertThat(
                        lab.ec2
                                .describeNetworkInterfaces(r ->
                                        r.filters(
                                                List.of(
                                                        filter(
                                                                "attachment.instance-id",
                                                                lab.node.id()),
                                                        filter(
                                                                "tag-key",
                                                                "node.k8s.amazonaws.com/*"))))
                                .networkInterfaces())
                .isEmpty();
    }

    @Test
    void tellsTheGateWhatTheCallIs() throws Exception {
        post("Action=DescribeSubnets&Version=2016-11-15", SIGNED);
        post("Action=DescribeSubnets&Version=2016-11-15&MaxResults=5", SIGNED);
        post(
                "Action=CreateNetworkInterface&Version=2016-11-15&SubnetId="
                        + lab.subnetA.id()
                        + "&TagSpecification.1.ResourceType=network-interface&TagSpecification.1.Tag.1.Key=a",
                SIGNED);

        assertThat(seen).extracting(CallFacts::unfiltered).containsExactly(true, false, false);
        assertThat(seen.getLast().permissions())
                .containsExactlyInAnyOrder("CreateNetworkInterface", "CreateTags");
    }

    @Test
    void passesLatencyToThePause() {
        verdict = new Verdict(Duration.ofMillis(300), null, null, Duration.ZERO);

        lab.ec2.describeVpcs();

        assertThat(lab.pauses).containsExactly(Duration.ofMillis(300));
    }

    @Test
    void showsOldDataToADescribe() {
        lab.clock.advance(Duration.ofSeconds(10));
        String eniId =
                lab.ec2
                        .createNetworkInterface(r -> r.subnetId(lab.subnetA.id()))
                        .networkInterface()
                        .networkInterfaceId();
        verdict = new Verdict(Duration.ZERO, null, null, Duration.ofSeconds(5));

        assertThatThrownBy(
                        () -> lab.ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds(eniId)))
                .hasMessageContaining("does not exist");
        lab.clock.advance(Duration.ofSeconds(5));
        assertThat(
                        lab.ec2
                                .describeNetworkInterfaces(r -> r.networkInterfaceIds(eniId))
                                .networkInterfaces())
                .hasSize(1);
    }

    @Test
    void refusesBeforeTheCallHappens() {
        verdict =
                Verdict.refuse(
                        new Ec2Exception("RequestLimitExceeded", 503, "Request limit exceeded."));

        assertThatThrownBy(() -> lab.ec2.createNetworkInterface(r -> r.subnetId(lab.subnetA.id())))
                .isInstanceOfSatisfying(
                        software.amazon.awssdk.services.ec2.model.Ec2Exception.class,
                        error -> {
                            assertThat(error.statusCode()).isEqualTo(503);
                            assertThat(error.isThrottlingException()).isTrue();
                        });
        assertThat(lab.account.snapshot().enis()).hasSize(1);
        assertThat(lab.account.journal().calls().getLast().code())
                .isEqualTo("RequestLimitExceeded");
    }

    @Test
    void failsAfterTheCallHappened() {
        verdict =
                new Verdict(
                        Duration.ZERO,
                        null,
                        new Failure.Refused(new Ec2Exception("InternalError", 500, "lost")),
                        Duration.ZERO);

        assertThatThrownBy(() -> lab.ec2.createNetworkInterface(r -> r.subnetId(lab.subnetA.id())))
                .hasMessageContaining("lost");
        assertThat(lab.account.snapshot().enis()).hasSize(2);
    }

    @Test
    void dropsTheConnectionBeforeOrAfterTheCall() {
        verdict = new Verdict(Duration.ZERO, new Failure.Dropped(), null, Duration.ZERO);
        assertThatThrownBy(() -> lab.ec2.createNetworkInterface(r -> r.subnetId(lab.subnetA.id())))
                .isInstanceOf(SdkClientException.class);
        assertThat(lab.account.snapshot().enis()).hasSize(1);

        verdict = new Verdict(Duration.ZERO, null, new Failure.Dropped(), Duration.ZERO);
        assertThatThrownBy(() -> lab.ec2.createNetworkInterface(r -> r.subnetId(lab.subnetA.id())))
                .isInstanceOf(SdkClientException.class);
        assertThat(lab.account.snapshot().enis().size()).isGreaterThan(1);
        assertThat(lab.account.journal().calls().getLast().code()).isEqualTo("ConnectionDropped");
    }

    @Test
    void answersInternalErrorWhenTheFabricFails() {
        lab.fabric.failOn("assign 10.0.1.50/32");

        assertThatThrownBy(() ->
                        lab.ec2.assignPrivateIpAddresses(r ->
                                r.networkInterfaceId(lab.node.primaryEniId())
                                        .privateIpAddresses("10.0.1.50")))
                .isInstanceOfSatisfying(
                        software.amazon.awssdk.services.ec2.model.Ec2Exception.class,
                        error ->
                                assertThat(error.awsErrorDetails().errorCode())
                                        .isEqualTo("InternalError"));
    }

    private HttpResponse<String> post(String form, @Nullable String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(lab.server.endpoint())
                        .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                        .POST(BodyPublishers.ofString(form));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static String code(HttpResponse<String> reply) {
        String body = reply.body();
        return reply.statusCode()
                + " "
                + body.substring(body.indexOf("<Code>") + 6, body.indexOf("</Code>"));
    }

    private static AwsSessionCredentials session(Credentials issued, String secret) {
        return AwsSessionCredentials.create(issued.accessKeyId(), secret, issued.sessionToken());
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }
}
