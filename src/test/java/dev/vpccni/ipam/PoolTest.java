package dev.vpccni.ipam;

import static dev.vpccni.ipam.SimNode.COOLDOWN;
import static dev.vpccni.ipam.SimNode.NOON;
import static dev.vpccni.ipam.SimNode.PRIMARY;
import static dev.vpccni.ipam.SimNode.eni;
import static dev.vpccni.ipam.SimNode.key;
import static dev.vpccni.ipam.SimNode.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.AssignResult.Already;
import dev.vpccni.ipam.AssignResult.NoFreeAddress;
import dev.vpccni.ipam.ReleaseResult.Released;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PoolTest {
    private static final EniId SECOND = new EniId("eni-1");
    private static final EniId THIRD = new EniId("eni-2");

    @Test
    void refusesTheSameEniTwice() {
        Pool pool = Pool.empty().addEni(eni(0));

        assertThatThrownBy(() -> pool.addEni(eni(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("eni-0 is in the pool already");
    }

    @Test
    void countsEachAddressOnceHoweverOftenItIsAdded() {
        Pool pool = ready(0);

        BlockChange first = pool.addAddresses(PRIMARY, ips("10.0.1.1", "10.0.1.2"));
        BlockChange again = first.pool().addAddresses(PRIMARY, ips("10.0.1.2", "10.0.1.3"));

        assertThat(first.changedAddresses()).isEqualTo(ips("10.0.1.1", "10.0.1.2"));
        assertThat(again.changedAddresses()).isEqualTo(ips("10.0.1.3"));
        assertThat(again.refused())
                .containsExactly(
                        Map.entry(
                                IpPrefix.parse("10.0.1.2/32"),
                                "10.0.1.2/32 overlaps a block that eni-0 has"));
        assertThat(again.pool().counts()).isEqualTo(new Counts(3, 0, 0, 3, 0, 0));
    }

    @Test
    void refusesABlockOnAnEniThatIsNotThere() {
        BlockChange change = Pool.empty().addAddresses(PRIMARY, ips("10.0.1.1"));

        assertThat(change.refused().values()).containsExactly("eni-0 is not in the pool");
        assertThat(change.pool().counts()).isEqualTo(Counts.NONE);
    }

    @Test
    void neverTakesAPrimaryAddressIntoABlock() {
        Pool pool = ready(0, 1);

        BlockChange own = pool.addAddresses(PRIMARY, List.of(eni(0).primary().value()));
        BlockChange others = pool.addAddresses(PRIMARY, List.of(eni(1).primary().value()));
        BlockChange prefix = pool.addBlocks(PRIMARY, List.of(IpPrefix.parse("10.0.255.0/28")));

        assertThat(Stream.of(own, others, prefix).map(BlockChange::changed))
                .allMatch(List::isEmpty);
        assertThat(own.refused().values())
                .containsExactly("10.0.255.4/32 contains the primary address of eni-0");
    }

    @Test
    void refusesAnEniWhosePrimaryAddressIsAPodAddress() {
        Pool pool = ready(0).addAddresses(PRIMARY, List.of(eni(1).primary().value())).pool();

        assertThatThrownBy(() -> pool.addEni(eni(1)))
                .hasMessage("the primary address 10.0.255.5 of eni-1 is a pod address of eni-0");
    }

    @Test
    void givesTheLowestAddressFirst() {
        SimNode node = SimNode.ofType("m5.large").addressesOn(0, 3).pods(2);

        assertThat(addresses(node.pool())).isEqualTo(ips("10.0.1.0", "10.0.1.1"));
    }

    @Test
    void answersTheSameAddressToTheSameAttachment() {
        SimNode node = SimNode.ofType("m5.large").addressesOn(0, 3).pods(1);

        AssignResult again = node.pool().assign(key(0), pod(0), NOON.plusSeconds(5));

        Assignment first = node.pool().find(key(0)).orElseThrow();
        assertThat(again).isEqualTo(new Already(first, readyEni(node.pool(), PRIMARY)));
    }

    @Test
    void saysSoWhenNothingIsFree() {
        SimNode node = SimNode.ofType("m5.large").addressesOn(0, 2).pods(2);

        AssignResult result = node.pool().assign(key(7), pod(7), NOON);

        assertThat(result).isEqualTo(new NoFreeAddress(new Counts(2, 2, 0, 0, 0, 0)));
    }

    @Test
    void fillsThePrimaryEniBeforeOthers() {
        SimNode node = SimNode.ofType("m5.large").eniWith(2).addressesOn(0, 2).pods(3);

        assertThat(node.pool().eni(PRIMARY).orElseThrow().counts().assigned()).isEqualTo(2);
        assertThat(node.pool().eni(SECOND).orElseThrow().counts().assigned()).isEqualTo(1);
    }

    @Test
    void packsOntoTheEniWithMostPodsSoThatTheOtherCanGo() {
        SimNode node = SimNode.ofType("c5.xlarge").eniWith(2).eniWith(4).pods(4);
        node.release(0).release(1).later(COOLDOWN);

        node.pods(1);

        assertThat(node.pool().eni(SECOND).orElseThrow().isUnused()).isTrue();
        assertThat(node.pool().eni(THIRD).orElseThrow().counts().assigned()).isEqualTo(3);
    }

    @Test
    void givesNothingOfAnEniThatIsNotReady() {
        Pool pool = Pool.empty().addEni(eni(0)).addAddresses(PRIMARY, ips("10.0.1.1")).pool();

        assertThat(pool.assign(key(0), pod(0), NOON))
                .isEqualTo(new NoFreeAddress(new Counts(1, 0, 0, 0, 1, 0)));
        assertThat(pool.setEniReady(PRIMARY).assign(key(0), pod(0), NOON))
                .isInstanceOf(AssignResult.Assigned.class);
    }

    @Test
    void coolsAnAddressDownBeforeItIsGivenAgain() {
        Pool pool = SimNode.ofType("m5.large").addressesOn(0, 1).pods(1).pool();

        Released released = (Released) pool.release(key(0), NOON, COOLDOWN);

        Instant end = NOON.plus(COOLDOWN);
        Pool cooling = released.pool();
        assertThat(released.coolingUntil()).isEqualTo(end);
        assertThat(cooling.counts()).isEqualTo(new Counts(1, 0, 1, 0, 0, 0));
        assertThat(cooling.state(ip("10.0.1.0"))).contains(new AddressState.Cooling(end));
        assertThat(cooling.nextCoolingEnd()).contains(end);
        assertThat(cooling.assign(key(1), pod(1), end.minusNanos(1)))
                .isInstanceOf(NoFreeAddress.class);
        assertThat(cooling.assign(key(1), pod(1), end)).isInstanceOf(AssignResult.Assigned.class);
        assertThat(cooling.expireCooling(end).counts()).isEqualTo(new Counts(1, 0, 0, 1, 0, 0));
    }

    @Test
    void reusesAnAddressAtOnceWithoutCooldown() {
        Pool pool = SimNode.ofType("m5.large").addressesOn(0, 1).pods(1).pool();

        Released released = (Released) pool.release(key(0), NOON, Duration.ZERO);

        assertThat(released.pool().counts()).isEqualTo(new Counts(1, 0, 0, 1, 0, 0));
    }

    @Test
    void knowsNothingOfAnAttachmentThatWasReleased() {
        Pool pool = SimNode.ofType("m5.large").addressesOn(0, 1).pods(1).release(0).pool();

        assertThat(pool.release(key(0), NOON, COOLDOWN)).isEqualTo(new ReleaseResult.Unknown());
        assertThat(pool.find(key(0))).isEmpty();
    }

    @Test
    void freesAtOnceWhatCouldNotBeJournalled() {
        Pool before = SimNode.ofType("m5.large").addressesOn(0, 1).pool();
        AssignResult.Assigned given = (AssignResult.Assigned) before.assign(key(0), pod(0), NOON);

        Pool after = given.pool().withdraw(given.assignment());

        assertThat(after.counts()).isEqualTo(before.counts());
        assertThat(after.withdraw(given.assignment())).isSameAs(after);
        assertThat(
                        ((AssignResult.Assigned) after.assign(key(1), pod(1), NOON))
                                .assignment()
                                .address())
                .isEqualTo(given.assignment().address());
    }

    @Test
    void keepsAnEniWithPodsOrCoolingAddresses() {
        SimNode node = SimNode.ofType("m5.large").eniWith(1).pods(1);

        EniChange used = node.pool().beginRelease(SECOND);
        EniChange cooling = node.release(0).pool().removeEni(SECOND);

        assertThat(used)
                .isEqualTo(
                        new EniChange.Refused("eni-1 is in use: 1 addresses assigned, 0 cooling"));
        assertThat(cooling)
                .isEqualTo(
                        new EniChange.Refused("eni-1 is in use: 0 addresses assigned, 1 cooling"));
    }

    @Test
    void neverLetsThePrimaryEniGo() {
        assertThat(ready(0).beginRelease(PRIMARY))
                .isEqualTo(new EniChange.Refused("eni-0 is the primary ENI of the instance"));
        assertThat(Pool.empty().removeEni(SECOND))
                .isEqualTo(new EniChange.Refused("eni-1 is not in the pool"));
    }

    @Test
    void givesNothingOfAnEniThatIsBeingReleased() {
        SimNode node = SimNode.ofType("m5.large").eniWith(2);

        Pool leaving = ((EniChange.Done) node.pool().beginRelease(SECOND)).pool();

        assertThat(leaving.counts()).isEqualTo(new Counts(2, 0, 0, 0, 0, 2));
        assertThat(leaving.assign(key(0), pod(0), NOON)).isInstanceOf(NoFreeAddress.class);
        assertThat(leaving.setEniReady(SECOND).counts()).isEqualTo(node.pool().counts());
        assertThat(((EniChange.Done) leaving.removeEni(SECOND)).pool().counts())
                .isEqualTo(Counts.NONE);
    }

    @Test
    void removesFreeAddressesAndKeepsUsedOnes() {
        SimNode node = SimNode.ofType("m5.large").addressesOn(0, 3).pods(2).release(0);
        List<IpPrefix> all = blocks("10.0.1.0", "10.0.1.1", "10.0.1.2", "10.0.1.9");

        BlockChange change = node.pool().removeBlocks(PRIMARY, all);

        assertThat(change.changedAddresses()).isEqualTo(ips("10.0.1.2"));
        assertThat(change.refused().values())
                .containsExactly(
                        "10.0.1.0/32 of eni-0 has assigned or cooling addresses",
                        "10.0.1.1/32 of eni-0 has assigned or cooling addresses",
                        "eni-0 has no block 10.0.1.9/32");
        assertThat(change.pool().counts()).isEqualTo(new Counts(2, 1, 1, 0, 0, 0));
    }

    @Test
    void keepsAnAddressBackWhileItIsBeingUnassigned() {
        Pool pool = SimNode.ofType("m5.large").addressesOn(0, 1).pool();

        Pool leaving = pool.markLeaving(PRIMARY, blocks("10.0.1.0")).pool();

        assertThat(leaving.state(ip("10.0.1.0"))).contains(new AddressState.Leaving());
        assertThat(leaving.counts()).isEqualTo(new Counts(1, 0, 0, 0, 0, 1));
        assertThat(leaving.assign(key(0), pod(0), NOON)).isInstanceOf(NoFreeAddress.class);
        assertThat(leaving.confirm(PRIMARY, blocks("10.0.1.0")).pool().counts().free())
                .isEqualTo(1);
    }

    @Test
    void givesNoAddressThatIsInDoubtEvenAfterItsPodHasGone() {
        SimNode node = SimNode.ofType("m5.large").addressesOn(0, 1).pods(1);

        Pool doubted = node.pool().doubt(PRIMARY, blocks("10.0.1.0")).pool();
        Pool released = ((Released) doubted.release(key(0), NOON, Duration.ZERO)).pool();

        assertThat(doubted.counts()).isEqualTo(new Counts(1, 1, 0, 0, 0, 0));
        assertThat(released.state(ip("10.0.1.0"))).contains(new AddressState.Unverified());
        assertThat(released.assign(key(1), pod(1), NOON)).isInstanceOf(NoFreeAddress.class);
        assertThat(released.markLeaving(PRIMARY, blocks("10.0.1.0")).refused().values())
                .containsExactly("10.0.1.0/32 of eni-0 is unverified");
    }

    @Test
    void givesThePrefixInOrderFromItsFirstAddress() {
        Pool pool = ready(0).addBlocks(PRIMARY, List.of(IpPrefix.parse("10.0.2.0/28"))).pool();

        for (int i = 0; i < 3; i++) {
            pool = ((AssignResult.Assigned) pool.assign(key(i), pod(i), NOON)).pool();
        }

        assertThat(pool.counts()).isEqualTo(new Counts(16, 3, 0, 13, 0, 0));
        assertThat(addresses(pool)).isEqualTo(ips("10.0.2.0", "10.0.2.1", "10.0.2.2"));
        assertThat(pool.removeBlocks(PRIMARY, List.of(IpPrefix.parse("10.0.2.0/28"))).changed())
                .isEmpty();
    }

    @Test
    void fillsTheGapInAPrefixAndStopsAtItsEnd() {
        Pool pool = ready(0).addBlocks(PRIMARY, List.of(IpPrefix.parse("10.0.2.0/28"))).pool();
        for (int i = 0; i < 16; i++) {
            pool = ((AssignResult.Assigned) pool.assign(key(i), pod(i), NOON)).pool();
        }

        Pool gap = ((Released) pool.release(key(4), NOON, Duration.ZERO)).pool();

        assertThat(pool.assign(key(16), pod(16), NOON)).isInstanceOf(NoFreeAddress.class);
        assertThat(
                        ((AssignResult.Assigned) gap.assign(key(16), pod(16), NOON))
                                .assignment()
                                .address())
                .isEqualTo(ip("10.0.2.4"));
    }

    @Test
    void countsAnIpv6PrefixWithoutListingIt() {
        Pool pool = ready(0).addBlocks(PRIMARY, List.of(IpPrefix.parse("2001:db8::/80"))).pool();

        AssignResult.Assigned given = (AssignResult.Assigned) pool.assign(key(0), pod(0), NOON);

        assertThat(pool.counts().total()).isEqualTo(1L << 48);
        assertThat(given.assignment().address()).isEqualTo(ip("2001:db8::"));
        assertThat(given.pool().counts().free()).isEqualTo((1L << 48) - 1);
    }

    @Test
    void changesNothingForAnEniThatHasGone() {
        Pool pool = ready(0);

        assertThat(pool.setEniReady(SECOND).enis()).hasSize(1);
        assertThat(pool.eniLost(SECOND).enis()).hasSize(1);
        assertThat(pool.confirm(SECOND, blocks("10.0.1.0")).changed()).isEmpty();
    }

    private static Pool ready(int... indices) {
        Pool pool = Pool.empty();
        for (int index : indices) {
            pool = pool.addEni(eni(index)).setEniReady(eni(index).id());
        }
        return pool;
    }

    private static Eni readyEni(Pool pool, EniId id) {
        return pool.eni(id).orElseThrow().eni();
    }

    private static List<IpAddress> addresses(Pool pool) {
        return pool.assignments().stream().map(Assignment::address).sorted().toList();
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

    private static List<IpPrefix> blocks(String... texts) {
        return ips(texts).stream().map(IpAddress::toPrefix).toList();
    }
}
