package dev.vpccni.ipam;

import static dev.vpccni.ipam.SimNode.COOLDOWN;
import static dev.vpccni.ipam.SimNode.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.Ec2Action.ReleaseEni;
import dev.vpccni.ipam.Ec2Action.UnassignAddresses;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What [Planner] gives back, and when.
class PlannerShrinkTest {
    /// Source: spec/ipamd.md 12.5, two ENIs with two addresses each, two pods, one warm address.
    @Test
    void givesOneSurplusAddressBackAndThenNoMore() {
        SimNode node =
                SimNode.withLimits(2, 3, 500).targets(0, 1, 0).addressesOn(0, 2).eniWith(2).pods(2);

        Plan first = node.plan();

        assertThat(first.actions())
                .containsExactly(
                        new UnassignAddresses(
                                new EniId("eni-1"), List.of(IpAddress.parse("10.0.1.3"))));
        assertThat(node.carryOut(first).later(Duration.ofHours(1)).plan().actions()).isEmpty();
    }

    /// Source: spec/ipamd.md 12.5: two pods on the first of two or three ENIs with 2, 2 and 1 addresses. Which one goes.
    @ParameterizedTest
    @CsvSource({"3,3,1,''", "3,1,5,''", "3,2,4,eni-2", "2,0,3,''", "2,0,2,eni-1"})
    void releasesOnlyEnisThatTheTargetsCanSpare(
            int attached, int warmIp, int minimum, String released) {
        SimNode node =
                SimNode.withLimits(3, 3, 500)
                        .targets(0, warmIp, minimum)
                        .addressesOn(0, 2)
                        .eniWith(2)
                        .pods(2);
        if (attached == 3) {
            node.eniWith(1);
        }

        List<String> enis =
                node.plan().actions().stream()
                        .filter(ReleaseEni.class::isInstance)
                        .map(action -> ((ReleaseEni) action).eni().value())
                        .toList();

        assertThat(String.join(",", enis)).isEqualTo(released);
    }

    @Test
    void releasesAnEniOnlyWhenItIsOldEnough() {
        SimNode node = SimNode.ofType("t3.small").demand(4, 0).settle().demand(0, 0);

        Plan young = node.plan();
        Plan old = node.later(Planner.MIN_ENI_LIFE).plan();

        assertThat(young.actions()).isEmpty();
        assertThat(young.nextLook()).contains(SimNode.NOON.plus(Planner.MIN_ENI_LIFE));
        assertThat(young.explanation().obstacles())
                .containsExactly("eni-2 is unused but young", "eni-1 is unused but young");
        assertThat(old.actions())
                .containsExactly(
                        new ReleaseEni(new EniId("eni-2")), new ReleaseEni(new EniId("eni-1")));
        assertThat(node.carryOut(old).plan().actions()).isEmpty();
    }

    @Test
    void leavesTheAddressesOfAYoungUnusedEniAloneUntilItGoesWhole() {
        SimNode node = SimNode.ofType("t3.small").targets(0, 1, 0).demand(5, 0).settle();

        Plan plan = node.demand(0, 0).plan();

        assertThat(plan.actions())
                .containsExactly(
                        new UnassignAddresses(
                                PRIMARY,
                                List.of(IpAddress.parse("10.0.1.2"), IpAddress.parse("10.0.1.1"))));
        assertThat(plan.explanation().obstacles()).containsExactly("eni-1 is unused but young");
    }

    @Test
    void keepsAnEniUntilItsLastAddressHasCooledDown() {
        SimNode node = SimNode.ofType("t3.small").addressesOn(0, 3).eniWith(3).pods(4).settle();
        node.later(Planner.MIN_ENI_LIFE);
        for (int pod = 0; pod < 4; pod++) {
            node.release(pod);
        }

        Plan cooling = node.plan();
        Plan cooled = node.later(COOLDOWN).plan();

        assertThat(cooling.actions()).isEmpty();
        assertThat(cooling.nextLook()).contains(node.now());
        assertThat(cooled.actions())
                .containsExactly(
                        new ReleaseEni(new EniId("eni-2")), new ReleaseEni(new EniId("eni-1")));
    }

    @Test
    void doesNotReleaseAnEniThatAZeroTargetWouldCreateAgain() {
        SimNode node =
                SimNode.ofType("t3.small").targets(0, 0, 0).addressesOn(0, 3).pods(3).eniWith(3);

        assertThat(node.plan().actions()).isEmpty();
    }

    @Test
    void givesBackAtMostOnceInThirtySeconds() {
        SimNode node = SimNode.ofType("m5.large").targets(0, 1, 0).addressesOn(0, 9).pods(5);
        node.settle();

        node.release(0).later(COOLDOWN.minusSeconds(5));
        node.pool(node.pool().expireCooling(node.now().plusSeconds(5)));
        Plan soon = node.plan();
        Plan later = node.later(Duration.ofSeconds(5)).plan();

        assertThat(soon.actions()).isEmpty();
        assertThat(soon.nextLook()).contains(node.now());
        assertThat(soon.explanation().obstacles())
                .containsExactly("something was given back a moment ago");
        assertThat(later.actions()).hasSize(1);
    }

    @Test
    void takesFromTheEmptiestEniAndFromThePrimaryLast() {
        SimNode node =
                SimNode.ofType("c5.xlarge")
                        .targets(0, 1, 0)
                        .addressesOn(0, 2)
                        .eniWith(2)
                        .eniWith(3)
                        .pods(5);
        node.release(0).release(1).release(4).later(COOLDOWN);

        assertThat(node.plan().actions())
                .containsExactly(
                        new ReleaseEni(new EniId("eni-2")),
                        new UnassignAddresses(PRIMARY, List.of(IpAddress.parse("10.0.1.1"))));
    }

    @Test
    void neverTouchesAddressesInDoubtOrOnTheirWayOut() {
        SimNode node = SimNode.ofType("c5.xlarge").targets(0, 1, 0).addressesOn(0, 4);
        List<IpPrefix> all = node.pool().eni(PRIMARY).orElseThrow().unusedBlocks();
        Pool leaving = node.pool().markLeaving(PRIMARY, all.subList(3, 4)).pool();
        node.pool(leaving.doubt(PRIMARY, all.subList(2, 3)).pool());

        assertThat(node.plan().actions())
                .containsExactly(
                        new UnassignAddresses(PRIMARY, List.of(IpAddress.parse("10.0.1.1"))));
    }

    @Test
    void keepsAnEniWithAddressesInDoubt() {
        SimNode node = SimNode.ofType("c5.xlarge").targets(0, 1, 0).addressesOn(0, 2).eniWith(3);
        EniId second = new EniId("eni-1");
        List<IpPrefix> blocks = node.pool().eni(second).orElseThrow().unusedBlocks();
        node.pool(node.pool().doubt(second, blocks.subList(0, 1)).pool());

        assertThat(node.plan().actions())
                .containsExactly(
                        new UnassignAddresses(
                                second,
                                List.of(IpAddress.parse("10.0.1.4"), IpAddress.parse("10.0.1.3"))),
                        new UnassignAddresses(PRIMARY, List.of(IpAddress.parse("10.0.1.1"))));
    }

    @Test
    void keepsAnEniThatAddressesAreOnTheirWayTo() {
        SimNode node = SimNode.ofType("c5.xlarge").targets(0, 1, 0).addressesOn(0, 1).eniWith(0);

        node.inFlight(new InFlight(List.of(), new TreeMap<>(Map.of(new EniId("eni-1"), 1))));

        assertThat(node.plan().actions()).isEmpty();
    }
}
