package dev.vpccni.store;

import static dev.vpccni.store.Entries.NAMES;
import static dev.vpccni.store.Entries.NOON;
import static dev.vpccni.store.Entries.address;
import static dev.vpccni.store.Entries.assigned;
import static dev.vpccni.store.Entries.released;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.ipam.Assignment;
import dev.vpccni.ipam.PodRef;
import dev.vpccni.store.Loaded.Origin;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FileJournalTest {
    private final JournalRig rig = new JournalRig();

    @Test
    void remembersWhatWasAppendedWithoutAnOrderlyEnd() {
        FileJournal journal = rig.open();
        journal.append(assigned(1));
        journal.append(assigned(2));
        journal.append(released(1));

        Loaded loaded = rig.reopen();

        assertThat(loaded)
                .isEqualTo(
                        new Loaded(
                                JournalRig.state(List.of(2), List.of(1)),
                                Origin.OURS,
                                true,
                                List.of()));
    }

    @Test
    void remembersOverManyRestarts() {
        for (int i = 0; i < 5; i++) {
            FileJournal journal = rig.open();
            journal.append(assigned(i));
            journal.close();
        }

        assertThat(rig.reopen().state())
                .isEqualTo(JournalRig.state(List.of(0, 1, 2, 3, 4), List.of()));
    }

    @Test
    void writesNothingWhenItIsOpenedAgainUnchanged() {
        FileJournal journal = rig.open();
        journal.append(assigned(1));
        journal.close();
        int before = rig.disk.writes();

        rig.open().close();

        assertThat(rig.disk.writes()).isEqualTo(before);
    }

    @Test
    void forgetsCoolingThatIsOver() {
        FileJournal journal = rig.open();
        journal.append(assigned(1));
        journal.append(released(1));
        journal.close();

        InstantSource later = InstantSource.fixed(NOON.plusSeconds(7200));
        FileJournal next = FileJournal.open(rig.disk, NAMES, later);
        next.append(assigned(2));
        next.close();

        assertThat(rig.reopen().state()).isEqualTo(JournalRig.state(List.of(2), List.of()));
    }

    @Test
    void takesTheReuseOfAnAddressForItsRelease() {
        FileJournal journal = rig.open();
        journal.append(assigned(1));
        Assignment reuse =
                new Assignment(Entries.key(2), PodRef.UNKNOWN, address(1), NOON.plusSeconds(9));
        journal.append(new JournalEntry.Assigned(reuse));

        assertThat(rig.reopen().state().assignments()).containsExactly(reuse);
    }

    @Test
    void goesAroundInTheFileForAsLongAsTheCheckpointFollows() {
        FileJournal journal = rig.open();
        for (int i = 0; i < 5000; i++) {
            journal.append(assigned(i % 100));
            journal.append(released(i % 100));
        }
        journal.append(assigned(7));

        assertThat(rig.disk.content("ipam.journal")).hasSize(FileJournal.FILE_BYTES);
        List<Integer> cooling = IntStream.range(0, 100).filter(i -> i != 7).boxed().toList();
        assertThat(rig.reopen().state()).isEqualTo(JournalRig.state(List.of(7), cooling));
    }

    @Test
    void startsOverAtTheBeginningOfTheFileAfterACheckpoint() {
        FileJournal journal = rig.open();
        IntStream.range(0, 50).forEach(i -> journal.append(assigned(i)));
        journal.refreshCheckpoint();
        journal.append(released(3));

        byte[] file = rig.disk.content("ipam.journal");
        assertThat(FrameCodec.scan(file).frames().getFirst().sequence()).isEqualTo(51);
        assertThat(rig.reopen())
                .isEqualTo(
                        new Loaded(
                                JournalRig.state(
                                        IntStream.range(0, 50).filter(i -> i != 3).boxed().toList(),
                                        List.of(3)),
                                Origin.OURS,
                                true,
                                List.of()));
    }

    @Test
    void keepsTheEntriesThatArriveWhileTheCheckpointIsWritten() {
        FileJournal journal = rig.open();
        journal.append(assigned(1));
        rig.disk.duringNextReplacement(() -> journal.append(assigned(2)));

        journal.refreshCheckpoint();
        journal.append(assigned(3));

        assertThat(rig.reopen())
                .isEqualTo(
                        new Loaded(
                                JournalRig.state(List.of(1, 2, 3), List.of()),
                                Origin.OURS,
                                true,
                                List.of()));
    }

    @Test
    void keepsTheCheckpointUpToDateForTheIncumbent() {
        FileJournal journal = rig.open();
        journal.append(assigned(1));

        journal.refreshCheckpoint();

        assertThat(new String(rig.disk.content("ipam.json"), UTF_8))
                .isEqualTo(
                        """
                        {"version":"vpc-cni-ipam/1","allocations":[{"networkName":"aws-cni",\
                        "containerID":"sandbox-1","ifName":"eth0","ipv4":"10.0.0.1",\
                        "allocationTimestamp":1767268801000000000,\
                        "metadata":{"k8sPodNamespace":"default","k8sPodName":"pod-1",\
                        "interfacesCount":1},"podUid":"uid-1"}],\
                        "vpccni":{"sequence":1,"cooling":[]}}\
                        """);
    }

    @Test
    void keepsTheYoungerAddressOfAnAttachmentWhenTheOlderIsReleased() {
        FileJournal journal = rig.open();
        Assignment younger =
                new Assignment(Entries.key(1), PodRef.UNKNOWN, address(9), NOON.plusSeconds(9));
        journal.append(assigned(1));
        journal.append(new JournalEntry.Assigned(younger));

        journal.append(released(1));

        assertThat(rig.reopen().state().assignments()).containsExactly(younger);
    }

    @Test
    void countsAFailedEntryAsNeverWritten() {
        FileJournal journal = rig.open();
        journal.append(assigned(1));
        rig.disk.failWriting("Input/output error");

        assertThatThrownBy(() -> journal.append(assigned(2)))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.WRITE_FAILED))
                .hasMessage(
                        "write /node/ipam.journal: java.io.IOException: Input/output error; check"
                                + " that file system, the next request tries again");
        rig.disk.failWriting("");
        journal.append(assigned(3));

        assertThat(rig.reopen().state()).isEqualTo(JournalRig.state(List.of(1, 3), List.of()));
    }

    @Test
    void writesOverAnEntryWhoseSyncFailed() {
        FileJournal journal = rig.open();
        journal.append(assigned(1));
        rig.disk.failSyncing("Input/output error");
        assertThatThrownBy(() -> journal.append(assigned(2))).isInstanceOf(StoreException.class);
        rig.disk.failSyncing("");

        journal.append(released(1));

        assertThat(rig.reopen())
                .isEqualTo(
                        new Loaded(
                                JournalRig.state(List.of(), List.of(1)),
                                Origin.OURS,
                                true,
                                List.of()));
    }

    @Test
    void goesOnForAThousandEntriesOnAFullFileSystem() {
        FileJournal journal = rig.open();
        rig.disk.failReplacing("No space left on device");

        int written = 0;
        StoreException failure = null;
        while (failure == null && written < 5000) {
            try {
                journal.append(assigned(written));
                written++;
            } catch (StoreException e) {
                failure = e;
            }
        }

        assertThat(written).isGreaterThan(1000).isLessThan(5000);
        assertThat(requireNonNull(failure).kind()).isEqualTo(StoreException.Kind.DISK_FULL);
        assertThat(failure)
                .hasMessage(
                        "write /node/ipam.json: java.io.IOException: No space left on device; free"
                                + " room on that file system, the next request tries again");
        rig.disk.failReplacing("");
        journal.append(released(0));
        assertThat(rig.reopen().state().assignments()).hasSize(written - 1);
    }

    @Test
    void refusesAnEntryThatIsTooLarge() {
        PodRef pod = new PodRef("default", "x".repeat(FileJournal.ENTRY_CHARS), "");
        JournalEntry entry =
                new JournalEntry.Assigned(new Assignment(Entries.key(1), pod, address(1), NOON));
        FileJournal journal = rig.open();

        assertThatThrownBy(() -> journal.submit(entry)).isInstanceOf(StoreException.class);

        journal.append(assigned(2));
        assertThat(rig.reopen().state()).isEqualTo(JournalRig.state(List.of(2), List.of()));
    }

    @Test
    void writesWhatIsQueuedInOneFrameAndInOrder() {
        FileJournal journal = rig.open();
        int before = rig.disk.syncs();
        for (int i = 0; i < 20; i++) {
            journal.submit(assigned(i));
            journal.submit(released(i));
        }

        journal.submit(assigned(3)).await();

        assertThat(rig.disk.syncs() - before).isEqualTo(1);
        List<Integer> cooling = IntStream.range(0, 20).filter(i -> i != 3).boxed().toList();
        assertThat(rig.reopen().state()).isEqualTo(JournalRig.state(List.of(3), cooling));
    }

    @Test
    void splitsAQueueThatIsTooLongForOneFrame() {
        FileJournal journal = rig.open();
        for (int i = 0; i < 3000; i++) {
            journal.submit(assigned(i));
        }

        journal.close();

        assertThat(rig.disk.content("ipam.journal")).hasSize(FileJournal.FILE_BYTES);
        assertThat(rig.reopen().state().assignments()).hasSize(3000);
    }

    @Test
    void refusesEntriesOnceItIsClosed() {
        FileJournal journal = rig.open();
        journal.close();

        assertThatThrownBy(() -> journal.submit(assigned(1)))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.CLOSED));
    }

    @Test
    void derivesTheNameOfTheJournalFromTheCheckpoint() {
        assertThat(Names.of(Path.of("/var/run/aws-node/ipam.json"))).isEqualTo(NAMES);
        assertThat(Names.of(Path.of("state"))).isEqualTo(new Names("state", "state.journal"));
    }
}
