package dev.vpccni.lab.imds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.lab.account.Account;
import dev.vpccni.lab.account.AccountSettings;
import dev.vpccni.lab.account.AddressAsk;
import dev.vpccni.lab.account.AttachEni;
import dev.vpccni.lab.account.CreateEni;
import dev.vpccni.lab.account.CredentialIssuer;
import dev.vpccni.lab.account.Fabric;
import dev.vpccni.lab.account.Instance;
import dev.vpccni.lab.account.LaunchSpec;
import dev.vpccni.lab.account.ManualClock;
import dev.vpccni.lab.account.NetworkInterface;
import dev.vpccni.lab.account.Subnet;
import dev.vpccni.lab.account.Vpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;

class ImdsTest {
    private final ManualClock clock = new ManualClock();
    private final Account account =
            new Account(AccountSettings.defaults(), clock, new SplittableRandom(3), Fabric.none());
    private final Vpc vpc =
            account.createVpc(IpPrefix.parse("10.0.0.0/16"), IpPrefix.parse("2001:db8::/56"));
    private final Subnet subnet =
            account.createSubnet(
                    vpc.id(),
                    IpPrefix.parse("10.0.1.0/24"),
                    "us-west-2a",
                    IpPrefix.parse("2001:db8:0:1::/64"));
    private final Instance node =
            account.launchInstance(
                    LaunchSpec.of("n1", "m5.large", subnet.id())
                            .withPrimary(IpAddress.parse("10.0.1.10")));
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> asked = new ArrayList<>();
    private ImdsGate.Verdict verdict = ImdsGate.Verdict.pass();
    private Duration lag = Duration.ZERO;
    private boolean versionOne;
    private @Nullable ImdsServer server;

    @BeforeEach
    void start() {
        server = server(InstanceLocator.fixed(node.id()));
    }

    @AfterEach
    void close() {
        http.close();
        running().close();
    }

    @Test
    void givesATokenAndWantsIt() throws Exception {
        HttpResponse<String> token = token("21600");

        assertThat(token.statusCode()).isEqualTo(200);
        assertThat(token.headers().firstValue("x-aws-ec2-metadata-token-ttl-seconds"))
                .contains("21600");
        assertThat(get("/latest/meta-data/instance-id", token.body()).body()).isEqualTo(node.id());
        assertThat(get("/latest/meta-data/instance-id", null).statusCode()).isEqualTo(401);
        assertThat(get("/latest/meta-data/instance-id", "wrong").statusCode()).isEqualTo(401);
    }

    @Test
    void forgetsATokenWhenItsTimeIsOver() throws Exception {
        String token = token("60").body();

        clock.advance(Duration.ofSeconds(59));
        assertThat(get("/latest/meta-data/mac", token).statusCode()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(1));
        assertThat(get("/latest/meta-data/mac", token).statusCode()).isEqualTo(401);
    }

    @Test
    void refusesBadLifetimesAndForwardedRequests() throws Exception {
        assertThat(token(null).statusCode()).isEqualTo(400);
        assertThat(token("0").statusCode()).isEqualTo(400);
        assertThat(token("21601").statusCode()).isEqualTo(400);
        assertThat(token("soon").statusCode()).isEqualTo(400);
        HttpRequest forwarded =
                request("/latest/api/token")
                        .header("X-aws-ec2-metadata-token-ttl-seconds", "60")
                        .header("X-Forwarded-For", "192.0.2.1")
                        .PUT(BodyPublishers.noBody())
                        .build();
        assertThat(http.send(forwarded, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }

    @Test
    void answersWithoutATokenOnlyWhereVersionOneIsAllowed() throws Exception {
        running().close();
        versionOne = true;
        server = server(InstanceLocator.fixed(node.id()));

        assertThat(get("/latest/meta-data/instance-id", null).body()).isEqualTo(node.id());
        assertThat(get("/latest/meta-data/instance-id", "wrong").statusCode()).isEqualTo(401);
    }

    @Test
    void saysNotFoundForWhatIsNotThere() throws Exception {
        assertThat(status("/latest/meta-data/nothing")).isEqualTo(404);
        assertThat(status("/latest/meta-data/mac/")).isEqualTo(404);
        assertThat(status("/latest/meta-data/ipv6")).isEqualTo(404);
        assertThat(status("/elsewhere")).isEqualTo(404);
        assertThat(status("/latest/api/token")).isEqualTo(405);
    }

    @Test
    void tellsWhoTheNodeIs() throws Exception {
        String mac = account.snapshot().enis().getFirst().mac().toString();

        assertThat(read("/latest/meta-data/instance-type")).isEqualTo("m5.large");
        assertThat(read("/latest/meta-data/local-ipv4")).isEqualTo("10.0.1.10");
        assertThat(read("/latest/meta-data/local-hostname"))
                .isEqualTo("ip-10-0-1-10.us-west-2.compute.internal");
        assertThat(read("/latest/meta-data/mac")).isEqualTo(mac);
        assertThat(read("/latest/meta-data/placement/availability-zone")).isEqualTo("us-west-2a");
        assertThat(read("/latest/meta-data/placement/")).isEqualTo("availability-zone\nregion");
        assertThat(read("/2021-07-15/meta-data/placement/region")).isEqualTo("us-west-2");
        JsonNode document =
                new JsonMapper().readTree(read("/latest/dynamic/instance-identity/document"));
        assertThat(document.get("instanceId").asText()).isEqualTo(node.id());
        assertThat(document.get("region").asText()).isEqualTo("us-west-2");
        assertThat(document.get("accountId").asText()).isEqualTo("111122223333");
    }

    @Test
    void listsInterfacesWithTheirAddresses() throws Exception {
        NetworkInterface eni =
                account.ec2()
                        .createNetworkInterface(
                                CreateEni.in(subnet.id())
                                        .withIpv4(AddressAsk.addresses(2))
                                        .withIpv6(AddressAsk.addresses(1)),
                                "test");
        account.ec2().attachNetworkInterface(new AttachEni(eni.id(), node.id(), 1, 0));
        IpPrefix prefix =
                account.ec2()
                        .assignPrivateIpAddresses(eni.id(), AddressAsk.prefixes(1))
                        .prefixes()
                        .getFirst();
        String at = "/latest/meta-data/network/interfaces/macs/" + eni.mac() + "/";

        assertThat(read("/latest/meta-data/network/interfaces/macs/").lines())
                .containsExactlyInAnyOrder(
                        eni.mac() + "/", account.snapshot().enis().getFirst().mac() + "/");
        assertThat(read(at).lines())
                .containsExactly(
                        "device-number",
                        "interface-id",
                        "ipv4-prefix",
                        "ipv6s",
                        "local-hostname",
                        "local-ipv4s",
                        "mac",
                        "owner-id",
                        "security-group-ids",
                        "security-groups",
                        "subnet-id",
                        "subnet-ipv4-cidr-block",
                        "subnet-ipv6-cidr-blocks",
                        "vpc-id",
                        "vpc-ipv4-cidr-block",
                        "vpc-ipv4-cidr-blocks",
                        "vpc-ipv6-cidr-blocks");
        assertThat(read(at + "device-number")).isEqualTo("1");
        assertThat(read(at + "interface-id")).isEqualTo(eni.id());
        assertThat(read(at + "local-ipv4s"))
                .isEqualTo(
                        eni.addresses().primary()
                                + "\n"
                                + eni.addresses().secondary().get(0)
                                + "\n"
                                + eni.addresses().secondary().get(1));
        assertThat(read(at + "ipv4-prefix")).isEqualTo(prefix.toString());
        assertThat(read(at + "ipv6s")).isEqualTo(eni.addresses().ipv6().getFirst().toString());
        assertThat(read(at + "subnet-ipv4-cidr-block")).isEqualTo("10.0.1.0/24");
        assertThat(status(at + "ipv6-prefix")).isEqualTo(404);
    }

    @Test
    void showsAllBlocksOfTheVpc() throws Exception {
        account.addVpcCidr(vpc.id(), IpPrefix.parse("100.64.0.0/16"));
        String mac = read("/latest/meta-data/mac");

        assertThat(
                        read(
                                "/latest/meta-data/network/interfaces/macs/"
                                        + mac
                                        + "/vpc-ipv4-cidr-blocks"))
                .isEqualTo("10.0.0.0/16\n100.64.0.0/16");
    }

    @Test
    void namesTheCardOnlyOnTypesWithMany() throws Exception {
        Instance large = account.launchInstance(LaunchSpec.of("n2", "p4d.24xlarge", subnet.id()));
        running().close();
        server = server(InstanceLocator.fixed(large.id()));

        String mac = read("/latest/meta-data/mac");
        assertThat(read("/latest/meta-data/network/interfaces/macs/" + mac + "/network-card"))
                .isEqualTo("0");
    }

    @Test
    void showsInterfacesAsTheyWereSomeTimeAgo() throws Exception {
        clock.advance(Duration.ofSeconds(10));
        NetworkInterface eni =
                account.ec2().createNetworkInterface(CreateEni.in(subnet.id()), "test");
        account.ec2().attachNetworkInterface(new AttachEni(eni.id(), node.id(), 1, 0));
        String primary = account.snapshot().enis().getFirst().mac() + "/";
        lag = Duration.ofSeconds(5);

        assertThat(read("/latest/meta-data/network/interfaces/macs/")).isEqualTo(primary);
        clock.advance(Duration.ofSeconds(5));
        assertThat(read("/latest/meta-data/network/interfaces/macs/").lines()).hasSize(2);

        lag = Duration.ofHours(1);
        assertThat(read("/latest/meta-data/network/interfaces/macs/")).isEqualTo(primary);
    }

    @Test
    void hidesAnInterfaceThatIsDetaching() throws Exception {
        account.settle(Duration.ZERO, Duration.ofSeconds(5));
        NetworkInterface eni =
                account.ec2().createNetworkInterface(CreateEni.in(subnet.id()), "test");
        String attachment =
                account.ec2().attachNetworkInterface(new AttachEni(eni.id(), node.id(), 1, 0)).id();

        account.ec2().detachNetworkInterface(attachment);

        assertThat(read("/latest/meta-data/network/interfaces/macs/").lines()).hasSize(1);
    }

    @Test
    void playsFaultsOnCommand() throws Exception {
        String token = token("60").body();
        verdict = new ImdsGate.Verdict(Duration.ZERO, 503, false);
        assertThat(get("/latest/meta-data/mac", token).statusCode()).isEqualTo(503);

        verdict = new ImdsGate.Verdict(Duration.ZERO, null, true);
        assertThatThrownBy(() -> get("/latest/meta-data/mac", token))
                .isInstanceOf(IOException.class);
        assertThat(asked).contains("/latest/api/token", "/latest/meta-data/mac");
    }

    @Test
    void tellsNodesApartByTheirAddresses() throws Exception {
        running().close();
        server = server(InstanceLocator.byAddress(account));

        HttpResponse<String> reply = get("/latest/meta-data/mac", null);

        assertThat(reply.statusCode()).isEqualTo(403);
        assertThat(reply.body()).contains("no instance of the lab owns the address 127.0.0.1");
        assertThat(
                        InstanceLocator.byAddress(account)
                                .instanceAt(InetAddress.getByAddress(new byte[] {10, 0, 1, 10})))
                .contains(node.id());
    }

    @Test
    void handsCredentialsToTheSdk() throws Exception {
        assertThat(read("/latest/meta-data/iam/security-credentials/"))
                .isEqualTo(CredentialIssuer.ROLE);

        try (InstanceProfileCredentialsProvider provider =
                InstanceProfileCredentialsProvider.builder()
                        .endpoint(running().endpoint().toString())
                        .build()) {
            AwsCredentials credentials = provider.resolveCredentials();

            assertThat(credentials).isInstanceOf(AwsSessionCredentials.class);
            assertThat(
                            account.credentials()
                                    .find(credentials.accessKeyId())
                                    .orElseThrow()
                                    .instanceId())
                    .isEqualTo(node.id());
        }
    }

    private ImdsServer server(InstanceLocator locator) {
        ImdsGate gate =
                new ImdsGate() {
                    @Override
                    public Verdict admit(String instanceId, String path) {
                        asked.add(path);
                        return verdict;
                    }

                    @Override
                    public Duration lag(String instanceId) {
                        return lag;
                    }
                };
        ImdsApi api =
                ImdsApi.of(account, clock, new SplittableRandom(4))
                        .gate(gate)
                        .locator(locator)
                        .allowVersionOne(versionOne)
                        .pause(duration -> {})
                        .build();
        return ImdsServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), api);
    }

    private ImdsServer running() {
        if (server == null) {
            throw new IllegalStateException("the server was not started");
        }
        return server;
    }

    private String read(String path) throws Exception {
        HttpResponse<String> reply = get(path, token("60").body());
        assertThat(reply.statusCode()).as(path).isEqualTo(200);
        return reply.body();
    }

    private int status(String path) throws Exception {
        return get(path, token("60").body()).statusCode();
    }

    private HttpResponse<String> token(@Nullable String seconds)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/latest/api/token").PUT(BodyPublishers.noBody());
        if (seconds != null) {
            request.header("X-aws-ec2-metadata-token-ttl-seconds", seconds);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, @Nullable String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        if (token != null) {
            request.header("X-aws-ec2-metadata-token", token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(running().endpoint().resolve(path));
    }
}
