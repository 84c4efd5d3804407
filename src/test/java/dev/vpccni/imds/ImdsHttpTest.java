package dev.vpccni.imds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.InstanceId;
import dev.vpccni.ipam.SecurityGroupId;
import dev.vpccni.ipam.SubnetId;
import dev.vpccni.ipam.VpcId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImdsHttpTest {
    private static final MacAddress PRIMARY = MacAddress.parse("02:00:00:00:00:09");
    private static final MacAddress SECOND = MacAddress.parse("02:00:00:00:00:01");
    private static final MacAddress EFA = MacAddress.parse("02:00:00:00:00:02");
    private static final String MACS = "meta-data/network/interfaces/macs/";

    private final ImdsServer server = new ImdsServer();
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final Imds imds = imds(server.uri(), Duration.ofSeconds(10));

    @BeforeEach
    void aNodeWithOneEni() {
        server.value("meta-data/placement/region", "eu-west-1")
                .value("meta-data/placement/availability-zone", "eu-west-1a")
                .value("meta-data/instance-id", "i-1")
                .value("meta-data/instance-type", "m5.large")
                .value("meta-data/mac", PRIMARY.toString())
                .value("meta-data/local-ipv4", "10.0.1.10");
        eni(PRIMARY, "eni-9", "0", "10.0.1.10\n10.0.1.11");
        value(PRIMARY, "vpc-id", "vpc-1");
        value(PRIMARY, "vpc-ipv4-cidr-blocks", "10.0.0.0/16\n100.64.0.0/16");
        value(PRIMARY, "security-group-ids", "sg-1\nsg-2");
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void knowsWhoTheNodeIs() {
        assertThat(imds.identity())
                .isEqualTo(
                        new NodeIdentity(
                                "eu-west-1",
                                "eu-west-1a",
                                new InstanceId("i-1"),
                                "m5.large",
                                PRIMARY,
                                new VpcId("vpc-1"),
                                IpAddress.parse("10.0.1.10")));
    }

    @Test
    void readsTheIdentityOnce() {
        imds.identity();
        int requests = server.requests().size();

        imds.identity();

        assertThat(server.requests()).hasSize(requests);
    }

    @Test
    void listsEnisThePrimaryFirst() {
        eni(SECOND, "eni-1", "2", "10.0.1.20");
        value(SECOND, "network-card", "1");
        value(SECOND, "ipv4-prefix", "10.0.1.32/28\n10.0.1.48/28");
        value(SECOND, "ipv6s", "2001:db8::5");
        value(SECOND, "subnet-ipv6-cidr-blocks", "2001:db8::/64");
        value(SECOND, "ipv6-prefix", "2001:db8:0:1::/80");

        assertThat(imds.attachedEnis())
                .containsExactly(
                        new AttachedEni(
                                new EniId("eni-9"),
                                PRIMARY,
                                true,
                                0,
                                0,
                                new SubnetId("subnet-1"),
                                IpPrefix.parse("10.0.1.0/24"),
                                List.of(),
                                List.of(IpAddress.parse("10.0.1.10"), IpAddress.parse("10.0.1.11")),
                                List.of(),
                                List.of(),
                                List.of()),
                        new AttachedEni(
                                new EniId("eni-1"),
                                SECOND,
                                false,
                                2,
                                1,
                                new SubnetId("subnet-1"),
                                IpPrefix.parse("10.0.1.0/24"),
                                List.of(IpPrefix.parse("2001:db8::/64")),
                                List.of(IpAddress.parse("10.0.1.20")),
                                List.of(IpAddress.parse("2001:db8::5")),
                                List.of(
                                        IpPrefix.parse("10.0.1.32/28"),
                                        IpPrefix.parse("10.0.1.48/28")),
                                List.of(IpPrefix.parse("2001:db8:0:1::/80"))));
    }

    @Test
    void takesThePrimaryForDeviceZeroWhateverImdsSays() {
        value(PRIMARY, "device-number", "7");

        assertThat(imds.attachedEnis()).extracting(AttachedEni::deviceNumber).containsExactly(0);
    }

    @Test
    void showsAnEniWithoutAnyAddress() {
        value(EFA, "interface-id", "eni-2");
        value(EFA, "device-number", "1");
        value(EFA, "subnet-id", "subnet-1");

        AttachedEni efa = imds.attachedEnis().getLast();

        assertThat(efa.id()).isEqualTo(new EniId("eni-2"));
        assertThat(efa.ipv4Addresses()).isEmpty();
        assertThat(efa.subnetCidr()).isNull();
    }

    @Test
    void readsEachValueOnceAndOnlyWhatAnEniHas() {
        eni(SECOND, "eni-1", "1", "10.0.1.20");
        value(SECOND, "public-hostname", "never asked for");
        value(SECOND, "ipv4-associations/192.0.2.1", "10.0.1.20");
        imds.identity();
        int before = server.requests().size();

        imds.attachedEnis();

        List<String> scan = server.requests().subList(before, server.requests().size());
        assertThat(scan).doesNotHaveDuplicates().hasSize(1 + 2 * (1 + 5));
        assertThat(scan).noneMatch(path -> path.contains("public-hostname"));
    }

    @Test
    void readsEightValuesAtATime() {
        eni(SECOND, "eni-1", "1", "10.0.1.20");
        imds.identity();
        server.holdValuesUntil(8);

        assertThat(imds.attachedEnis()).hasSize(2);
        assertThat(server.mostTogether()).isEqualTo(8);
    }

    @Test
    void startsOverWhenAnEniGoesUnderTheScan() {
        eni(SECOND, "eni-1", "1", "10.0.1.20");
        imds.identity();
        server.beforeEach(path -> {
            if (path.equals(MACS + SECOND + "/")) {
                server.remove(MACS + SECOND);
            }
        });

        assertThat(imds.attachedEnis()).extracting(AttachedEni::mac).containsExactly(PRIMARY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"interface-id", "device-number", "subnet-id", "subnet-ipv4-cidr-block"})
    void failsWhenAnEniLacksWhatEveryEniHas(String name) {
        server.remove(MACS + PRIMARY + "/" + name);

        assertThatThrownBy(imds::attachedEnis)
                .isInstanceOf(ImdsException.class)
                .hasMessageContaining(MACS + PRIMARY + "/" + name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local-ipv4s",
                "ipv6s",
                "ipv4-prefix",
                "subnet-ipv6-cidr-blocks",
                "network-card"
            })
    void takesAListedValueThatIsNotThereForEmpty(String name) {
        value(PRIMARY, name, "10.0.1.10");
        server.fault(MACS + PRIMARY + "/" + name, 404, 404, 404);

        assertThat(imds.attachedEnis()).hasSize(1);
    }

    @Test
    void readsTheVpcsBlocks() {
        assertThat(imds.vpcCidrs(Family.IPV4))
                .containsExactly(IpPrefix.parse("10.0.0.0/16"), IpPrefix.parse("100.64.0.0/16"));
        assertThat(imds.vpcCidrs(Family.IPV6)).isEmpty();

        value(PRIMARY, "vpc-ipv6-cidr-blocks", "2001:db8::/56");
        assertThat(imds.vpcCidrs(Family.IPV6)).containsExactly(IpPrefix.parse("2001:db8::/56"));
    }

    @Test
    void readsTheSecurityGroups() {
        assertThat(imds.securityGroups())
                .containsExactly(new SecurityGroupId("sg-1"), new SecurityGroupId("sg-2"));
    }

    @Test
    void keepsItsTokenWhileItLasts() {
        imds.identity();
        imds.attachedEnis();

        assertThat(server.tokensMade()).isEqualTo(1);
    }

    @Test
    void renewsItsTokenBeforeItEnds() {
        imds.identity();
        now.updateAndGet(it -> it.plusSeconds(271));

        imds.securityGroups();

        assertThat(server.tokensMade()).isEqualTo(2);
    }

    @Test
    void renewsATokenThatIsRefused() {
        imds.identity();
        server.expireTokens();

        assertThat(imds.securityGroups()).hasSize(2);
        assertThat(server.tokensMade()).isEqualTo(2);
    }

    @Test
    void fetchesOneTokenForManyReadersWhenItEnds() {
        eni(SECOND, "eni-1", "1", "10.0.1.20");
        imds.identity();
        now.updateAndGet(it -> it.plusSeconds(600));

        imds.attachedEnis();

        assertThat(server.tokensMade()).isEqualTo(2);
    }

    @Test
    void failsWhenEvenAFreshTokenIsRefused() {
        server.fault("meta-data/mac", 401, 401);

        ImdsException failure = catchThrowableOfType(ImdsException.class, imds::identity);

        assertThat(failure.status()).isEqualTo(401);
        assertThat(failure.path()).isEqualTo("meta-data/mac");
    }

    @ParameterizedTest
    @CsvSource({"500", "503", "429", "-1"})
    void repeatsWhatPasses(int fault) {
        server.fault("meta-data/mac", fault, fault);

        assertThat(imds.identity().primaryMac()).isEqualTo(PRIMARY);
    }

    @Test
    void repeatsALostTokenRequest() {
        server.fault("api/token", 503, ImdsServer.DROP);

        assertThat(imds.identity().primaryMac()).isEqualTo(PRIMARY);
    }

    @Test
    void repeatsReadsOnlySoOften() {
        server.fault("meta-data/mac", 503, 503, 503, 503, 503, 503, 503, 503, 503);

        ImdsException failure = catchThrowableOfType(ImdsException.class, imds::identity);

        assertThat(failure.status()).isEqualTo(503);
        assertThat(server.requests()).hasSize(5);
    }

    @Test
    void givesUpOnASilentServer() {
        server.fault(
                "meta-data/mac",
                ImdsServer.HANG,
                ImdsServer.HANG,
                ImdsServer.HANG,
                ImdsServer.HANG,
                ImdsServer.HANG);
        Imds impatient = imds(server.uri(), Duration.ofMillis(50));

        assertThatThrownBy(impatient::identity)
                .isInstanceOf(ImdsException.class)
                .hasMessageStartingWith(
                        "reading meta-data/mac from IMDS at "
                                + server.uri()
                                + " got no answer in 5")
                .hasMessageContaining("check that the agent runs in the host's network");
    }

    @Test
    void repeatsAReadWhoseAnswerIsLateOnce() {
        server.fault("meta-data/mac", ImdsServer.HANG);
        Imds impatient = imds(server.uri(), Duration.ofMillis(500));

        assertThat(impatient.identity().primaryMac()).isEqualTo(PRIMARY);
    }

    @Test
    void tellsItsListenerOfEveryRequestWithoutMacAddresses() {
        server.fault("meta-data/placement/region", 503);
        imds.identity();
        imds.attachedEnis();

        assertThat(answers)
                .startsWith("token 200", "mac 200", "region 503", "region 200")
                .contains("macs 200", "local-ipv4s 200")
                .hasSize(1 + server.requests().size())
                .noneMatch(answer -> answer.contains(":"));
    }

    @Test
    void saysWhatToDoWhenImdsIsSwitchedOff() {
        server.fault("api/token", 403);

        assertThatThrownBy(imds::identity)
                .isInstanceOf(ImdsException.class)
                .hasMessage(
                        "reading api/token from IMDS at "
                                + server.uri()
                                + " got status 403; the instance's metadata service is switched off: enable it"
                                + " (HttpEndpoint=enabled)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "meta-data/placement/region",
                "meta-data/placement/availability-zone",
                "meta-data/instance-id",
                "meta-data/instance-type",
                "meta-data/mac",
                "meta-data/local-ipv4"
            })
    void failsWithoutAnyPartOfTheIdentity(String path) {
        server.remove(path);

        assertThatThrownBy(imds::identity)
                .isInstanceOf(ImdsException.class)
                .hasMessageContaining(path);
    }

    @ParameterizedTest
    @CsvSource({
        "meta-data/mac, no mac",
        "meta-data/instance-id, x-1",
        "meta-data/local-ipv4, 10.0.1",
        "meta-data/instance-type, ''"
    })
    void namesThePathOfAValueThatMakesNoSense(String path, String text) {
        server.value(path, text);

        assertThatThrownBy(imds::identity)
                .isInstanceOf(ImdsException.class)
                .hasMessageContaining(path)
                .hasMessageContaining(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http:///x",
                "ftp://169.254.169.254",
                "169.254.169.254",
                "https://169.254.169.254"
            })
    void refusesAnEndpointThatItCannotUse(String endpoint) {
        assertThatThrownBy(() -> ImdsSettings.at(URI.create(endpoint)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AWS_EC2_METADATA_SERVICE_ENDPOINT")
                .hasMessageContaining(endpoint);
    }

    @Test
    void readsFromAnEndpointWithASlashAtItsEnd() {
        Imds slashed = imds(URI.create(server.uri() + "/"), Duration.ofSeconds(10));

        assertThat(slashed.identity().primaryMac()).isEqualTo(PRIMARY);
    }

    private void eni(MacAddress mac, String id, String device, String addresses) {
        value(mac, "interface-id", id);
        value(mac, "device-number", device);
        value(mac, "subnet-id", "subnet-1");
        value(mac, "subnet-ipv4-cidr-block", "10.0.1.0/24");
        value(mac, "local-ipv4s", addresses);
    }

    private void value(MacAddress mac, String name, String text) {
        server.value(MACS + mac + "/" + name, text);
    }

    private Imds imds(URI endpoint, Duration timeout) {
        InstantSource clock = now::get;
        return new ImdsHttp(
                new ImdsSettings(endpoint, timeout, 5, Duration.ofMillis(1)),
                (field, took, status) -> answers.add(field + " " + status),
                clock,
                new Random(5));
    }
}
