package dev.vpccni.ec2;

import java.nio.file.Path;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsWebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/// Where the credentials come from: the SDK's default order, with the role of the service account made explicit.
///
/// Order: system properties, environment, the web identity that EKS mounts (IRSA: AWS_WEB_IDENTITY_TOKEN_FILE and
/// AWS_ROLE_ARN), profile files, EKS Pod Identity or ECS (AWS_CONTAINER_CREDENTIALS_FULL_URI), the instance's role from
/// IMDS. The default chain finds the web identity by reflection and asks STS in whatever region it can guess; built by
/// hand it needs neither, and no STS class is loaded on a node that does not use it.
///
/// Errors: [CredentialsMissing] instead of the SDK's exception, so that "has none" is not mistaken for "no answer".
final class NodeCredentials implements AwsCredentialsProvider, AutoCloseable {
    private static final String SESSION_NAME = "vpc-cni";

    private final AwsCredentialsProvider source;

    private NodeCredentials(AwsCredentialsProvider source) {
        this.source = source;
    }

    static NodeCredentials find(Region region, SdkHttpClient http) {
        Optional<String> tokenFile = SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE.getStringValue();
        Optional<String> role = SdkSystemSetting.AWS_ROLE_ARN.getStringValue();
        if (tokenFile.isPresent() && role.isPresent()) {
            return new NodeCredentials(
                    AwsCredentialsProviderChain.of(
                            SystemPropertyCredentialsProvider.create(),
                            EnvironmentVariableCredentialsProvider.create(),
                            webIdentity(Path.of(tokenFile.get()), role.get(), region, http)));
        }
        return new NodeCredentials(DefaultCredentialsProvider.builder().build());
    }

    private static AwsCredentialsProvider webIdentity(
            Path tokenFile, String role, Region region, SdkHttpClient http) {
        StsClient sts =
                StsClient.builder()
                        .region(region)
                        .httpClient(http)
                        .credentialsProvider(AnonymousCredentialsProvider.create())
                        .build();
        return StsWebIdentityTokenFileCredentialsProvider.builder()
                .stsClient(sts)
                .webIdentityTokenFile(tokenFile)
                .roleArn(role)
                .roleSessionName(
                        SdkSystemSetting.AWS_ROLE_SESSION_NAME
                                .getStringValue()
                                .orElse(SESSION_NAME))
                .build();
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return source.resolveCredentials();
        } catch (SdkException none) {
            throw new CredentialsMissing(none);
        }
    }

    @Override
    public void close() {
        if (source instanceof SdkAutoCloseable closeable) {
            closeable.close();
        }
    }
}
