package dev.vpccni.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.ipam.InstanceId;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnerTagsTest {
    private static final InstanceId INSTANCE = new InstanceId("i-1");

    @Test
    void saysWhoseAndHowOldAnEniIs() {
        Map<String, String> tags =
                OwnerTags.atCreation(
                        INSTANCE,
                        "blue",
                        Instant.parse("2026-01-02T03:04:05.678Z"),
                        Map.of("team", "a"));

        assertThat(tags)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "node.k8s.amazonaws.com/instance_id", "i-1",
                                "node.k8s.amazonaws.com/createdAt", "2026-01-02T03:04:05Z",
                                "cluster.k8s.amazonaws.com/name", "blue",
                                "eks:eni:owner", "amazon-vpc-cni",
                                "team", "a"));
    }

    @Test
    void namesNoClusterAndNoOwnerWithoutAClusterName() {
        assertThat(OwnerTags.ofManaged(INSTANCE, null, Map.of()))
                .containsExactly(Map.entry("node.k8s.amazonaws.com/instance_id", "i-1"));
    }

    @Test
    void letsNoUserTagReplaceOurs() {
        assertThat(
                        OwnerTags.ofManaged(
                                INSTANCE,
                                null,
                                Map.of("node.k8s.amazonaws.com/instance_id", "i-9")))
                .containsExactly(Map.entry("node.k8s.amazonaws.com/instance_id", "i-1"));
    }

    @Test
    void sendsOnlyWhatIsMissingOrDiffers() {
        Map<String, String> wanted = Map.of("a", "1", "b", "2", "c", "3");

        assertThat(OwnerTags.missing(wanted, Map.of("a", "1", "b", "9", "x", "y")))
                .containsExactlyInAnyOrderEntriesOf(Map.of("b", "2", "c", "3"));
        assertThat(OwnerTags.missing(wanted, wanted)).isEmpty();
    }
}
