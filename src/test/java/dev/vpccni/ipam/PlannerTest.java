package dev.vpccni.ipam;

import static dev.vpccni.ipam.SimNode.PRIMARY;
import static dev.vpccni.ipam.SimNode.SUBNET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.ipam.Ec2Action.AssignAddresses;
import dev.vpccni.ipam.Ec2Action.CreateEni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
    /// Source: spec/ipamd.md 4.6, from the incumbent's documentation; pods come one after the other.
    @ParameterizedTest
    @CsvSource({
        "t3.small,1,0,0,0,1,3",
        "t3.small,1,0,0,5,3,9",
        "t3.small,1,0,0,9,3,9",
        "t3.small,1,1,1,0,1,1",
        "t3.small,1,1,1,5,2,6",
        "t3.small,1,1,1,9,3,9",
        "t3.small,1,2,5,0,2,5",
        "t3.small,1,2,5,5,3,7",
        "t3.small,1,2,5,9,3,9",
        "p3dn.24xlarge,1,5,10,0,1,10",
        "p3dn.24xlarge,1,5,10,7,1,12",
        "p3dn.24xlarge,1,5,10,15,1,20",
        "p3dn.24xlarge,1,5,10,45,2,50",
    })
    void reachesTheDocumentedSizes(
            String type, int warmEni, int warmIp, int minimum, int pods, int enis, int addresses) {
        SimNode node = SimNode.ofType(type).targets(warmEni, warmIp, minimum).settle();
        for (int i = 0; i < pods; i++) {
            node.pods(1).settle();
        }

        assertThat(node.pool().enis()).hasSize(enis);
        assertThat(node.pool().counts().total()).isEqualTo(addresses);
    }

    /// The same sizes when all pods are announced at once.
    @ParameterizedTest
    @CsvSource({
        "t3.small,1,0,0,5,3,9",
        "t3.small,1,1,1,5,2,6",
        "t3.small,1,2,5,5,3,7",
        "p3dn.24xlarge,1,5,10,45,2,50",
    })
    void reachesTheDocumentedSizesInOnePlan(
            String type, int warmEni, int warmIp, int minimum, int pods, int enis, int addresses) {
        SimNode node = SimNode.ofType(type).targets(warmEni, warmIp, minimum).demand(0, pods);

        node.carryOut(node.plan()).pods(pods).demand(0, 0);

        assertThat(node.plan().actions()).isEmpty();
        assertThat(node.pool().enis()).hasSize(enis);
        assertThat(node.pool().counts().total()).isEqualTo(addresses);
    }

    /// Source: spec/ipamd.md 12.4, "SIP low table", and the target state with warm 5. Low is: the plan asks for more.
    @ParameterizedTest
    @CsvSource({
        "15,1,0,0,0,500,true",
        "15,0,0,0,0,500,true",
        "15,0,3,0,0,500,true",
        "15,0,1,3,0,500,false",
        "15,1,0,3,1,500,true",
        "15,0,0,3,1,500,false",
        "15,1,0,3,3,500,true",
        "15,0,0,3,3,500,true",
        "15,0,5,3,3,3,false",
        "15,0,5,2,0,500,true",
        "15,0,5,5,0,500,false",
    })
    void asksForMoreExactlyWhenTheTargetIsMissed(
            int perEni, int warmEni, int warmIp, int total, int used, int maxPods, boolean low) {
        SimNode node =
                SimNode.withLimits(4, perEni, maxPods)
                        .targets(warmEni, warmIp, 0)
                        .addressesOn(0, total)
                        .pods(used);

        boolean grows =
                node.plan().actions().stream().anyMatch(action -> action instanceof Ec2Action.Grow);

        assertThat(grows).isEqualTo(low);
    }

    @Test
    void asksForTheMissingAddressesOnly() {
        SimNode node = SimNode.ofType("c5.xlarge").targets(0, 5, 0).addressesOn(0, 10).pods(7);

        Plan plan = node.plan();

        assertThat(plan.actions()).containsExactly(new AssignAddresses(PRIMARY, 2));
        assertThat(plan.explanation().sentence())
                .isEqualTo("3 free of 10, target 5 free: assign 2 to eni-0");
    }

    @Test
    void createsAnEniWithExactlyTheWarmTarget() {
        SimNode node = SimNode.ofType("c5.xlarge").targets(0, 3, 0).addressesOn(0, 14).pods(14);

        assertThat(node.plan().actions()).containsExactly(new CreateEni(3));
    }

    @Test
    void createsAWholeEniWhileEnisAreCounted() {
        SimNode node = SimNode.ofType("c5.xlarge").addressesOn(0, 14).pods(1);

        assertThat(node.plan().actions()).containsExactly(new CreateEni(14));
    }

    @Test
    void coversAWholeBurstInOnePlan() {
        SimNode node =
                SimNode.ofType("p3dn.24xlarge")
                        .targets(0, 10, 0)
                        .addressesOn(0, 10)
                        .demand(40, 190);

        assertThat(node.plan().actions())
                .containsExactly(
                        new AssignAddresses(PRIMARY, 39),
                        new CreateEni(49),
                        new CreateEni(49),
                        new CreateEni(49),
                        new CreateEni(4));
    }

    @Test
    void fillsAllAttachedEnisBeforeItCreatesOne() {
        SimNode node =
                SimNode.ofType("m5.large").targets(0, 4, 0).addressesOn(0, 8).eniWith(7).pods(15);

        assertThat(node.plan().actions())
                .containsExactly(
                        new AssignAddresses(PRIMARY, 1),
                        new AssignAddresses(new EniId("eni-1"), 2),
                        new CreateEni(1));
    }

    @Test
    void servesWaitingPodsEvenWhenOnlyAFloorIsSet() {
        SimNode node =
                SimNode.ofType("m5.large").targets(0, 0, 3).addressesOn(0, 3).pods(3).demand(2, 0);

        assertThat(node.plan().actions()).containsExactly(new AssignAddresses(PRIMARY, 2));
    }

    @Test
    void addsNothingBeyondTheFloorWhenNobodyWaits() {
        SimNode node = SimNode.ofType("m5.large").targets(0, 0, 3).addressesOn(0, 3).pods(3);

        assertThat(node.plan().actions()).isEmpty();
    }

    @Test
    void doesNotCountCoolingAddressesAsAvailable() {
        SimNode node = SimNode.ofType("m5.large").targets(0, 2, 0).addressesOn(0, 4).pods(2);
        node.release(0).release(1).pods(1);

        Plan plan = node.plan();

        assertThat(plan.actions()).containsExactly(new AssignAddresses(PRIMARY, 1));
        assertThat(plan.explanation().sentence())
                .isEqualTo("1 free of 4, 2 cooling, target 2 free: assign 1 to eni-0");
    }

    @Test
    void doesNotAskTwiceForWhatIsUnderWay() {
        SimNode node = SimNode.ofType("m5.large").targets(0, 12, 0);

        Plan first = node.plan();
        node.inFlight(new InFlight(List.of(3), new TreeMap<>(Map.of(PRIMARY, 9))));

        assertThat(first.actions())
                .containsExactly(new AssignAddresses(PRIMARY, 9), new CreateEni(3));
        assertThat(node.plan().actions()).isEmpty();
        assertThat(node.plan().explanation().coming()).isEqualTo(12);
    }

    @Test
    void waitsForAnEniThatIsBeingSetUp() {
        SimNode node = SimNode.ofType("m5.large").targets(0, 2, 0).eniWith(2);
        node.pool(node.pool().withEniState(new EniId("eni-1"), EniState.PENDING));

        assertThat(node.plan().actions()).isEmpty();
        assertThat(node.plan().explanation().sentence())
                .isEqualTo("0 free of 2, 2 coming, target 2 free: nothing to do");
    }

    @Test
    void neverWantsMoreAddressesThanPods() {
        SimNode node = SimNode.withLimits(4, 15, 16).addressesOn(0, 14).pods(14).demand(5, 5);

        Plan plan = node.plan();

        assertThat(plan.actions()).containsExactly(new CreateEni(2));
        assertThat(plan.explanation().obstacles())
                .containsExactly("the limit of 16 pods is reached");
    }

    @Test
    void staysWithinTheEnisOfTheTypeAndOfMaxEni() {
        SimNode node = SimNode.ofType("m5.large").targets(0, 1, 0).demand(100, 0);

        assertThat(node.plan().actions())
                .containsExactly(
                        new AssignAddresses(PRIMARY, 9), new CreateEni(9), new CreateEni(9));
        assertThat(node.maxEni(2).plan().actions())
                .containsExactly(new AssignAddresses(PRIMARY, 9), new CreateEni(9));
        assertThat(node.maxEni(9).plan().actions()).hasSize(3);
        assertThat(node.maxEni(2).plan().explanation().obstacles())
                .containsExactly("all 2 ENIs are in use");
    }

    @Test
    void countsAnEniOnItsWayOutAsAttached() {
        SimNode node = SimNode.ofType("m5.large").maxEni(2).addressesOn(0, 9).eniWith(9).pods(9);
        node.pool(((EniChange.Done) node.pool().beginRelease(new EniId("eni-1"))).pool());

        assertThat(node.plan().actions()).isEmpty();
        assertThat(node.plan().explanation().sentence())
                .isEqualTo(
                        "0 free of 18, 9 withheld, target 9 free (WARM_ENI_TARGET 1): nothing to do;"
                                + " all 2 ENIs are in use");
    }

    @Test
    void goesElsewhereWhileASubnetIsExhausted() {
        SimNode node = SimNode.ofType("m5.large").targets(0, 3, 0);
        Pause pause = new Pause(node.now().plusSeconds(120), "subnet-0a has no free addresses");
        node.pauses(new Pauses(Map.of(SUBNET, pause), Optional.empty(), Optional.empty()));

        assertThat(node.plan().actions()).containsExactly(new CreateEni(3));
        assertThat(node.later(Duration.ofMinutes(2)).plan().actions())
                .containsExactly(new AssignAddresses(PRIMARY, 3));
    }

    @Test
    void waitsWhenNoSubnetHasRoom() {
        SimNode node = SimNode.ofType("m5.large").targets(0, 3, 0);
        Instant end = node.now().plusSeconds(120);
        Pause pause = new Pause(end, "subnet-0a has no free addresses");
        node.pauses(new Pauses(Map.of(SUBNET, pause), Optional.of(pause), Optional.empty()));

        Plan plan = node.plan();

        assertThat(plan.actions()).isEmpty();
        assertThat(plan.nextLook()).contains(end);
        assertThat(plan.explanation().obstacles())
                .containsExactly(
                        "not before 2026-01-01T12:02:00Z: subnet-0a has no free addresses");
    }

    @Test
    void asksNothingWhileEc2IsOutOfReach() {
        SimNode node = SimNode.ofType("m5.large").targets(0, 3, 0).demand(3, 3);
        Pause pause = new Pause(node.now().plusSeconds(5), "EC2 refuses the calls");
        node.pauses(new Pauses(Map.of(), Optional.empty(), Optional.of(pause)));

        Plan plan = node.plan();

        assertThat(plan.actions()).isEmpty();
        assertThat(plan.explanation().shortBy()).isEqualTo(6);
        assertThat(plan.nextLook()).contains(pause.until());
    }

    @Test
    void endsAPauseAtItsTime() {
        Instant now = SimNode.NOON;

        assertThat(new Pause(now.plusSeconds(90), "").isActive(now)).isTrue();
        assertThat(new Pause(now, "").isActive(now)).isFalse();
    }

    @Test
    void asksForNothingWhereAnEniHasRoomForItsPrimaryAddressOnly() {
        SimNode node = SimNode.withLimits(3, 1, 10).targets(0, 3, 0);

        assertThat(node.plan().actions()).isEmpty();
    }
}
