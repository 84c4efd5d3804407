package dev.vpccni.lab.ec2;

import dev.vpccni.inet.IpPrefix;
import dev.vpccni.lab.account.Account;
import dev.vpccni.lab.account.AccountSettings;
import dev.vpccni.lab.account.Instance;
import dev.vpccni.lab.account.LaunchSpec;
import dev.vpccni.lab.account.ManualClock;
import dev.vpccni.lab.account.RecordingFabric;
import dev.vpccni.lab.account.Subnet;
import dev.vpccni.lab.account.Vpc;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ec2.Ec2Client;

/// An account with two subnets and an m5.large in the first, behind a real socket and a real SDK client.
public final class Ec2Fixture implements AutoCloseable {
    public final ManualClock clock = new ManualClock();
    public final RecordingFabric fabric = new RecordingFabric();
    public final Account account;
    public final Vpc vpc;
    public final Subnet subnetA;
    public final Subnet subnetB;
    public final Instance node;
    public final Ec2Server server;
    public final Ec2Client ec2;
    public final List<Duration> pauses = new ArrayList<>();

    public Ec2Fixture(CallGate gate) {
        account = new Account(AccountSettings.defaults(), clock, new SplittableRandom(1), fabric);
        vpc = account.createVpc(IpPrefix.parse("10.0.0.0/16"), IpPrefix.parse("2001:db8::/56"));
        subnetA =
                account.createSubnet(
                        vpc.id(),
                        IpPrefix.parse("10.0.1.0/24"),
                        "us-west-2a",
                        IpPrefix.parse("2001:db8:0:1::/64"));
        subnetB = account.createSubnet(vpc.id(), IpPrefix.parse("10.0.2.0/24"), "us-west-2b");
        node = account.launchInstance(LaunchSpec.of("n1", "m5.large", subnetA.id()));
        Ec2Api api = new Ec2Api(account, gate, clock, this::pause, new SplittableRandom(2));
        server = Ec2Server.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), api);
        ec2 = client(AwsBasicCredentials.create("AKIATEST", "secret"));
    }

    public Ec2Fixture() {
        this(CallGate.open());
    }

    /// A client without retries, so that each error is seen once.
    public Ec2Client client(AwsCredentials credentials) {
        return Ec2Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(account.settings().region()))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    @Override
    public void close() {
        ec2.close();
        server.close();
    }

    private synchronized void pause(Duration duration) {
        if (!duration.isZero()) {
            pauses.add(duration);
        }
    }
}
