package dev.vpccni.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.ipam.AssignResult;
import dev.vpccni.ipam.AttachmentKey;
import dev.vpccni.ipam.Eni;
import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.EniState;
import dev.vpccni.ipam.PodRef;
import dev.vpccni.ipam.Pool;
import dev.vpccni.ipam.PrimaryAddress;
import dev.vpccni.ipam.SubnetId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LostPodsTest {
    private static final IpAddress LOST = IpAddress.parse("10.0.1.11");
    private static final IpAddress FREE = IpAddress.parse("10.0.1.12");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Engines.MemoryJournal journal = new Engines.MemoryJournal();

    @Test
    void anAddressThatIsStillRoutedToAPodIsNotGivenOut() {
        Pool pool = LostPods.hold(pool(), Set.of(LOST), journal, NOW);

        AssignResult result =
                pool.assign(new AttachmentKey("aws-cni", "c", "eth0"), PodRef.UNKNOWN, NOW);

        assertThat(((AssignResult.Assigned) result).assignment().address()).isEqualTo(FREE);
        assertThat(journal.entries).hasSize(1);
    }

    @Test
    void addressesOfOthersAreLeftAlone() {
        assertThat(
                        LostPods.any(
                                LostPods.hold(
                                        pool(),
                                        Set.of(IpAddress.parse("172.17.0.2")),
                                        journal,
                                        NOW)))
                .isFalse();
    }

    @Test
    void aHeldAddressIsGivenBackOnceItsRouteIsGone() {
        Pool pool = LostPods.hold(pool(), Set.of(LOST), journal, NOW);

        assertThat(LostPods.gone(pool, Set.of(LOST))).isEmpty();
        assertThat(LostPods.gone(pool, Set.of()))
                .containsExactly(new AttachmentKey("recovered", "10.0.1.11", "unknown"));
    }

    private static Pool pool() {
        Eni eni =
                new Eni(
                        new EniId("eni-1"),
                        MacAddress.parse("0a:00:00:00:00:00"),
                        0,
                        0,
                        new SubnetId("subnet-a"),
                        IpPrefix.parse("10.0.1.0/24"),
                        new PrimaryAddress(IpAddress.parse("10.0.1.10")),
                        true,
                        EniState.READY,
                        Instant.EPOCH);
        return Pool.empty().addEni(eni).addAddresses(eni.id(), List.of(LOST, FREE)).pool();
    }
}
