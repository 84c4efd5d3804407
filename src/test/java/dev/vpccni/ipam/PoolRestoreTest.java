package dev.vpccni.ipam;

import static dev.vpccni.ipam.SimNode.COOLDOWN;
import static dev.vpccni.ipam.SimNode.NOON;
import static dev.vpccni.ipam.SimNode.PRIMARY;
import static dev.vpccni.ipam.SimNode.eni;
import static dev.vpccni.ipam.SimNode.key;
import static dev.vpccni.ipam.SimNode.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.ipam.AssignResult.NoFreeAddress;
import dev.vpccni.ipam.ReleaseResult.Released;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What of a journal becomes part of a [Pool].
class PoolRestoreTest {
    private static final EniId SECOND = new EniId("eni-1");

    @Test
    void holdsAnAddressWhoseEniIsNotThereUntilItComesBack() {
        Assignment entry = new Assignment(key(0), pod(0), ip("10.0.1.0"), NOON);
        Instant end = NOON.plusSeconds(9);

        RestoreResult stray = ready(0).restore(entry);
        Pool pool = stray.pool().restoreCooling(ip("10.0.1.1"), end);
        Pool back = pool.addAddresses(PRIMARY, ips("10.0.1.0", "10.0.1.1", "10.0.1.2")).pool();

        assertThat(stray).isInstanceOf(RestoreResult.Stray.class);
        assertThat(pool.strays().keySet()).containsExactly(ip("10.0.1.0"), ip("10.0.1.1"));
        assertThat(pool.nextCoolingEnd()).contains(end);
        assertThat(back.strays()).isEmpty();
        assertThat(back.counts()).isEqualTo(new Counts(3, 1, 1, 1, 0, 0));
        assertThat(back.find(key(0))).contains(entry);
    }

    @Test
    void turnsThePodsOfALostEniIntoStrays() {
        SimNode node = SimNode.ofType("m5.large").eniWith(2).pods(1);

        Pool lost = node.pool().eniLost(SECOND);

        assertThat(lost.counts()).isEqualTo(Counts.NONE);
        assertThat(lost.find(key(0))).isPresent();
        assertThat(lost.eniOf(ip("10.0.1.0"))).isEmpty();
        assertThat(((Released) lost.release(key(0), NOON, COOLDOWN)).pool().assignments())
                .isEmpty();
    }

    @Test
    void givesTheAttachmentOfAStrayANewAddress() {
        SimNode node = SimNode.ofType("m5.large").eniWith(1).pods(1);
        Pool lost = node.pool().eniLost(SECOND).addAddresses(PRIMARY, ips("10.0.3.1")).pool();

        AssignResult.Assigned given = (AssignResult.Assigned) lost.assign(key(0), pod(0), NOON);

        assertThat(given.assignment().address()).isEqualTo(ip("10.0.3.1"));
        assertThat(given.pool().strays()).isEmpty();
    }

    @Test
    void restoresOntoAnEniThatIsNotSetUpYet() {
        Pool pool = Pool.empty().addEni(eni(0)).addAddresses(PRIMARY, ips("10.0.1.0")).pool();
        Assignment entry = new Assignment(key(0), pod(0), ip("10.0.1.0"), NOON);

        RestoreResult result = pool.restore(entry);

        assertThat(result).isInstanceOf(RestoreResult.Restored.class);
        assertThat(result.pool().state(ip("10.0.1.0"))).contains(new AddressState.Assigned(entry));
    }

    @Test
    void believesTheYoungerOfTwoEntriesOnOneAddress() {
        Pool pool = ready(0).addAddresses(PRIMARY, ips("10.0.1.0")).pool();
        Assignment older = new Assignment(key(0), pod(0), ip("10.0.1.0"), NOON);
        Assignment younger = new Assignment(key(1), pod(1), ip("10.0.1.0"), NOON.plusSeconds(1));

        RestoreResult oneWay = pool.restore(older).pool().restore(younger);
        RestoreResult otherWay = pool.restore(younger).pool().restore(older);

        assertThat(((RestoreResult.Conflict) oneWay).setAside()).containsExactly(older);
        assertThat(((RestoreResult.Conflict) otherWay).setAside()).containsExactly(older);
        assertThat(oneWay.pool().assignments()).containsExactly(younger);
        assertThat(otherWay.pool().assignments()).containsExactly(younger);
        assertThat(((RestoreResult.Conflict) oneWay).why())
                .isEqualTo(
                        "10.0.1.0 of aws-cni/sandbox-0/eth0 since 2026-01-01T12:00:00Z set aside for"
                                + " the younger 10.0.1.0 of aws-cni/sandbox-1/eth0 since"
                                + " 2026-01-01T12:00:01Z");
    }

    @Test
    void givesNobodyTheOtherAddressOfAnAttachmentThatIsNamedTwice() {
        Pool pool = ready(0).addAddresses(PRIMARY, ips("10.0.1.0", "10.0.1.1")).pool();
        Assignment older = new Assignment(key(0), pod(0), ip("10.0.1.0"), NOON);
        Assignment younger = new Assignment(key(0), pod(0), ip("10.0.1.1"), NOON.plusSeconds(1));

        Pool settled = pool.restore(older).pool().restore(younger).pool();

        assertThat(settled.assignments()).containsExactly(younger);
        assertThat(settled.state(ip("10.0.1.0"))).contains(new AddressState.Unverified());
        assertThat(settled.assign(key(5), pod(5), NOON)).isInstanceOf(NoFreeAddress.class);
    }

    @Test
    void setsAnEntryOnAPrimaryAddressAside() {
        IpAddress primary = eni(0).primary().value();
        Assignment entry = new Assignment(key(0), pod(0), primary, NOON);

        RestoreResult result = ready(0).restore(entry);

        assertThat(((RestoreResult.Conflict) result).setAside()).containsExactly(entry);
        assertThat(result.pool().assignments()).isEmpty();
        assertThat(result.pool().restoreCooling(primary, NOON).strays()).isEmpty();
    }

    @Test
    void restoresCoolingOnlyWhereItMakesTheAddressLessFree() {
        SimNode node = SimNode.ofType("m5.large").addressesOn(0, 2).pods(1);
        Instant end = NOON.plusSeconds(10);

        Pool pool =
                node.pool()
                        .restoreCooling(ip("10.0.1.0"), end)
                        .restoreCooling(ip("10.0.1.1"), end)
                        .restoreCooling(ip("10.0.1.1"), NOON);

        assertThat(pool.find(key(0))).isPresent();
        assertThat(pool.state(ip("10.0.1.1"))).contains(new AddressState.Cooling(end));
    }

    private static Pool ready(int... indices) {
        Pool pool = Pool.empty();
        for (int index : indices) {
            pool = pool.addEni(eni(index)).setEniReady(eni(index).id());
        }
        return pool;
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }

    private static List<IpAddress> ips(String... texts) {
        List<IpAddress> addresses = new ArrayList<>();
        for (String text : texts) {
            addresses.add(IpAddress.parse(text));
        }
        return addresses;
    }
}
