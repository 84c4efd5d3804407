package dev.vpccni.store;

import static dev.vpccni.ipam.SimNode.COOLDOWN;
import static dev.vpccni.ipam.SimNode.key;
import static dev.vpccni.ipam.SimNode.pod;
import static dev.vpccni.store.Entries.NAMES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.AddressState;
import dev.vpccni.ipam.AssignResult;
import dev.vpccni.ipam.Assignment;
import dev.vpccni.ipam.AttachmentKey;
import dev.vpccni.ipam.Counts;
import dev.vpccni.ipam.Eni;
import dev.vpccni.ipam.EniAddresses;
import dev.vpccni.ipam.EniState;
import dev.vpccni.ipam.Pool;
import dev.vpccni.ipam.ReleaseResult;
import dev.vpccni.ipam.RestoreResult;
import dev.vpccni.ipam.SimNode;
import dev.vpccni.store.SimDisk.PowerFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pool, planner and journal together against a model that knows only what callers were told.
///
/// Random ADDs, DELs, plans, time, disk errors, checkpoints, kills and power failures; the seed is the name of the case.
/// After each step: no address twice, none primary, none outside the ENIs, none before its cooling is over, the counts
/// add up; after each start: everybody has what he was told he has.
class NodeModelTest {
    private static final int STEPS = 1000;

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nobodyIsEverToldAWrongAddress(long seed) {
        Run run = new Run(new Random(seed));
        for (int step = 0; step < STEPS; step++) {
            run.step();
            run.check("seed " + seed + ", step " + step);
        }
        assertThat(run.told).isNotEmpty();
        assertThat(run.starts).isGreaterThan(10);
        assertThat(run.refusedByDisk).isPositive();
    }

    /// One life of a node.
    private static final class Run {
        private final Random random;
        private final SimNode node = SimNode.withLimits(4, 6, 18);

        /// What pods were told they have, and until when nobody else may be told the same.
        private final Map<AttachmentKey, IpAddress> told = new TreeMap<>();

        private final Map<IpAddress, Instant> cooling = new TreeMap<>();

        /// Calls that were refused or never answered since the last that succeeded. They went to the same place of the
        /// journal, so after a restart one of them may count.
        private final List<JournalEntry> open = new ArrayList<>();

        /// Pods whose refused ADD counts after all. EC2 may have taken the address back since.
        private final Set<AttachmentKey> revived = new HashSet<>();

        private SimDisk disk = new SimDisk();
        private FileJournal journal;
        private int starts;
        private int refusedByDisk;

        Run(Random random) {
            this.random = random;
            node.targets(1, random.nextInt(4), random.nextInt(4));
            this.journal = FileJournal.open(disk, NAMES, node::now);
        }

        void step() {
            if (random.nextInt(40) == 0) {
                disk.crashAfter(random.nextInt(6));
            }
            try {
                switch (random.nextInt(20)) {
                    case 0, 1, 2, 3, 4, 5, 6 -> add(random.nextInt(25));
                    case 7, 8, 9, 10, 11, 12 -> delete(random.nextInt(25));
                    case 13, 14 -> node.later(Duration.ofSeconds(random.nextInt(40)));
                    case 15, 16 -> carryOut();
                    case 17 -> journal.refreshCheckpoint();
                    case 18 -> breakOrRepairDisk();
                    default -> kill();
                }
            } catch (PowerFailure _) {
                disk = disk.afterPowerFailure(random);
                start();
            } catch (StoreException _) {
                refusedByDisk++;
            }
        }

        private void add(int pod) {
            if (node.pool().assign(key(pod), pod(pod), node.now())
                    instanceof AssignResult.Assigned(Pool next, Assignment assignment, Eni _)) {
                assertThat(told.containsKey(key(pod)) && !revived.contains(key(pod))).isFalse();
                node.pool(next);
                open.add(new JournalEntry.Assigned(assignment));
                try {
                    journal.append(new JournalEntry.Assigned(assignment));
                } catch (StoreException e) {
                    node.pool(node.pool().withdraw(assignment));
                    throw e;
                }
                tell(assignment);
            }
        }

        private void delete(int pod) {
            if (node.pool().release(key(pod), node.now(), COOLDOWN)
                    instanceof ReleaseResult.Released released) {
                Assignment assignment = released.assignment();
                JournalEntry.Released entry =
                        new JournalEntry.Released(
                                key(pod), assignment.address(), released.coolingUntil());
                open.add(entry);
                journal.append(entry);
                node.pool(released.pool());
                forget(entry);
            }
        }

        /// The pod is told its address only now that the journal has it.
        private void tell(Assignment assignment) {
            IpAddress address = assignment.address();
            assertThat(told).doesNotContainValue(address);
            assertThat(cooling.getOrDefault(address, Instant.MIN)).isBeforeOrEqualTo(node.now());
            told.put(assignment.key(), address);
            revived.remove(assignment.key());
            open.clear();
        }

        private void forget(JournalEntry.Released entry) {
            told.remove(entry.key());
            revived.remove(entry.key());
            cooling.put(entry.address(), entry.coolingUntil());
            open.clear();
        }

        private void carryOut() {
            node.carryOut(node.plan());
        }

        private void breakOrRepairDisk() {
            boolean broken = random.nextBoolean();
            switch (random.nextInt(3)) {
                case 0 -> disk.failWriting(broken ? "Input/output error" : "");
                case 1 -> disk.failSyncing(broken ? "Input/output error" : "");
                default -> disk.failReplacing(broken ? "No space left on device" : "");
            }
        }

        private void kill() {
            disk = disk.afterPowerFailure(new Random(0));
            start();
        }

        private void start() {
            starts++;
            journal = FileJournal.open(disk, NAMES, node::now);
            Loaded loaded = journal.loaded();
            assertThat(loaded.complete()).as(loaded.remarks().toString()).isTrue();
            settleOpenCalls(loaded.state());
            Pool pool = Pool.empty();
            List<EniAddresses> attached = new ArrayList<>(node.pool().enis());
            Collections.shuffle(attached, random);
            boolean journalFirst = random.nextBoolean();
            pool = journalFirst ? restore(pool, loaded.state()) : pool;
            for (EniAddresses eni : attached) {
                List<IpPrefix> blocks = new ArrayList<>(eni.blocks());
                pool = pool.addEni(eni.eni().withState(EniState.READY));
                pool = pool.addBlocks(eni.eni().id(), blocks).pool();
            }
            pool = journalFirst ? pool : restore(pool, loaded.state());
            assertThat(pool.strays().values())
                    .filteredOn(AddressState.Assigned.class::isInstance)
                    .allMatch(held ->
                            revived.contains(((AddressState.Assigned) held).assignment().key()));
            node.pool(pool);
        }

        /// Their callers know of no success; both outcomes are right, and the journal says which it was.
        private void settleOpenCalls(JournalState state) {
            for (JournalEntry entry : List.copyOf(open)) {
                if (entry instanceof JournalEntry.Assigned(Assignment assignment)
                        && state.assignments().contains(assignment)
                        && !told.containsKey(assignment.key())) {
                    tell(assignment);
                    revived.add(assignment.key());
                } else if (entry instanceof JournalEntry.Released released
                        && told.containsKey(released.key())
                        && released.coolingUntil()
                                .equals(state.cooling().get(released.address()))) {
                    forget(released);
                }
            }
            open.clear();
        }

        private static Pool restore(Pool pool, JournalState state) {
            Pool next = pool;
            for (Assignment assignment : state.assignments()) {
                RestoreResult result = next.restore(assignment);
                assertThat(result).isNotInstanceOf(RestoreResult.Conflict.class);
                next = result.pool();
            }
            for (Map.Entry<IpAddress, Instant> end : state.cooling().entrySet()) {
                next = next.restoreCooling(end.getKey(), end.getValue());
            }
            return next;
        }

        void check(String step) {
            Pool pool = node.pool().expireCooling(node.now());
            Map<AttachmentKey, IpAddress> held = new TreeMap<>();
            pool.assignments().forEach(a -> held.put(a.key(), a.address()));
            assertThat(held).as(step).isEqualTo(told);
            assertThat(told.values()).as(step).doesNotHaveDuplicates();
            for (Map.Entry<AttachmentKey, IpAddress> pod : told.entrySet()) {
                IpAddress address = pod.getValue();
                assertThat(pool.eniOf(address).isPresent() || revived.contains(pod.getKey()))
                        .as(step)
                        .isTrue();
                assertThat(pool.enis())
                        .as(step)
                        .noneMatch(eni -> eni.eni().primary().value().equals(address));
            }
            cooling.forEach((address, end) -> {
                if (end.isAfter(node.now()) && pool.eniOf(address).isPresent()) {
                    assertThat(pool.state(address))
                            .as(step)
                            .contains(new AddressState.Cooling(end));
                }
            });
            Counts counts = pool.counts();
            assertThat(counts.assigned() + assignedStrays(pool)).as(step).isEqualTo(told.size());
            assertThat(counts.free())
                    .as(step)
                    .isEqualTo(counts.total() - counts.assigned() - counts.cooling());
        }

        private static long assignedStrays(Pool pool) {
            return pool.strays().values().stream()
                    .filter(AddressState.Assigned.class::isInstance)
                    .count();
        }
    }
}
