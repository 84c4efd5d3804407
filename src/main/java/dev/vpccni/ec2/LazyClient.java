package dev.vpccni.ec2;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.Ec2ClientBuilder;

/// The SDK's EC2 client, made at the first call: a node that has all it needs never loads its classes.
final class LazyClient implements AutoCloseable {
    /// Connecting takes a round trip; what takes longer than this is lost packets.
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

    private final Ec2Settings settings;
    private @Nullable Open open;

    LazyClient(Ec2Settings settings) {
        this.settings = settings;
    }

    private record Open(Ec2Client client, NodeCredentials credentials, SdkHttpClient http) {}

    synchronized Ec2Client get() {
        Open made = open;
        if (made == null) {
            made = make();
            open = made;
        }
        return made.client();
    }

    private Open make() {
        Region region = Region.of(settings.region());
        Duration timeout = settings.httpTimeout();
        SdkHttpClient http =
                UrlConnectionHttpClient.builder()
                        .connectionTimeout(
                                timeout.compareTo(LONGEST_CONNECT) < 0 ? timeout : LONGEST_CONNECT)
                        .socketTimeout(timeout)
                        .build();
        NodeCredentials credentials = NodeCredentials.find(region, http);
        Ec2ClientBuilder builder =
                Ec2Client.builder()
                        .region(region)
                        .credentialsProvider(credentials)
                        .httpClient(http)
                        .overrideConfiguration(
                                // The governor repeats, with a token for each attempt; the SDK must
                                // not.
                                override ->
                                        override.retryStrategy(AwsRetryStrategy.doNotRetry())
                                                .putAdvancedOption(
                                                        SdkAdvancedClientOption.USER_AGENT_SUFFIX,
                                                        "vpc-cni/" + settings.version()));
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        return new Open(builder.build(), credentials, http);
    }

    @Override
    public synchronized void close() {
        Open made = open;
        if (made != null) {
            made.client().close();
            made.credentials().close();
            made.http().close();
            open = null;
        }
    }
}
