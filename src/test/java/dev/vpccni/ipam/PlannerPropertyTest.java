package dev.vpccni.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.inet.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Invariants of [Planner] over random nodes; the seed is the name of the case.
class PlannerPropertyTest {
    @ParameterizedTest
    @MethodSource("dev.vpccni.inet.Seeds#all")
    void hasNothingToDoAfterItsPlanWasCarriedOut(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 25; i++) {
            SimNode node = randomNode(random);
            Plan plan = node.plan();

            node.carryOut(plan);

            assertThat(node.plan().actions())
                    .as("after %s for %s", plan.actions(), plan.explanation().sentence())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.vpccni.inet.Seeds#all")
    void staysWithinEveryBound(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 25; i++) {
            SimNode node = randomNode(random);
            long before = node.pool().counts().total();
            Plan plan = node.plan();

            node.carryOut(plan);

            Situation after = node.situation();
            assertThat(node.pool().counts().total())
                    .isLessThanOrEqualTo(Math.max(before, node.limits().maxPods()));
            assertThat(node.pool().enis()).hasSizeLessThanOrEqualTo(after.eniLimit());
            assertThat(node.pool().enis())
                    .allMatch(eni -> eni.blocks().size() <= node.limits().slotsPerEni());
            assertThat(plan.actions())
                    .allMatch(action ->
                            !(action instanceof Ec2Action.Grow grow) || grow.addresses() > 0);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.vpccni.inet.Seeds#all")
    void takesNothingThatIsInUse(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 25; i++) {
            SimNode node = randomNode(random);
            Pool pool = node.pool().expireCooling(node.now());

            for (Ec2Action action : node.plan().actions()) {
                switch (action) {
                    case Ec2Action.UnassignAddresses(EniId eni, List<IpAddress> addresses) ->
                            assertThat(addresses)
                                    .isNotEmpty()
                                    .allMatch(address ->
                                            pool.eniOf(address).orElseThrow().id().equals(eni)
                                                    && pool.state(address).orElseThrow()
                                                            instanceof AddressState.Free);
                    case Ec2Action.ReleaseEni(EniId eni) ->
                            assertThat(pool.beginRelease(eni)).isInstanceOf(EniChange.Done.class);
                    case Ec2Action.Grow _ -> {}
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.vpccni.inet.Seeds#all")
    void givesNoAddressBackWhileSomeAreMissing(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 25; i++) {
            SimNode node = randomNode(random);
            Plan plan = node.plan();
            long before = node.pool().counts().free();

            node.carryOut(plan);

            if (plan.explanation().shortBy() > 0) {
                assertThat(node.pool().counts().free()).isGreaterThanOrEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.vpccni.inet.Seeds#all")
    void asksForNothingMoreWhileItsPlanIsUnderWay(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 25; i++) {
            SimNode node = randomNode(random);

            node.begin(node.plan());

            assertThat(node.plan().actions()).isEmpty();
        }
    }

    private static SimNode randomNode(Random random) {
        int slots = 1 + random.nextInt(8);
        int enis = 1 + random.nextInt(5);
        int maxPods = 1 + random.nextInt(enis * slots + 4);
        SimNode node = SimNode.withLimits(enis, slots + 1, maxPods);
        boolean addresses = random.nextBoolean();
        node.targets(
                random.nextInt(3),
                addresses ? random.nextInt(8) : 0,
                addresses ? random.nextInt(12) : 0);
        if (random.nextInt(4) == 0) {
            node.maxEni(1 + random.nextInt(enis));
        }
        node.addressesOn(0, random.nextInt(slots + 1));
        int attached = random.nextInt(node.situation().eniLimit());
        for (int i = 0; i < attached; i++) {
            node.eniWith(random.nextInt(slots + 1));
        }
        int pods = random.nextInt((int) node.pool().counts().free() + 1);
        node.pods(pods);
        for (int pod = 0; pod < pods; pod++) {
            if (random.nextInt(3) == 0) {
                node.release(pod).later(Duration.ofSeconds(random.nextInt(20)));
            }
        }
        return random.nextInt(3) == 0 ? node.demand(random.nextInt(5), random.nextInt(5)) : node;
    }
}
