package dev.vpccni.store;

import static dev.vpccni.store.Entries.NAMES;
import static dev.vpccni.store.Entries.NOON;
import static dev.vpccni.store.Entries.address;
import static dev.vpccni.store.Entries.assigned;
import static dev.vpccni.store.Entries.assignment;
import static dev.vpccni.store.Entries.released;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.ipam.Assignment;
import dev.vpccni.ipam.PodRef;
import dev.vpccni.store.Loaded.Origin;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FileJournalTest {
    private static final InstantSource CLOCK = InstantSource.fixed(NOON);

    private final SimDisk disk = new SimDisk();

    @Test
    void beginsEmptyOnANewNode() {
        Loaded loaded = open().loaded();

        assertThat(loaded)
                .isEqualTo(new Loaded(JournalState.EMPTY, Origin.NOBODY, true, List.of()));
    }

    @Test
    void remembersWhatWasAppendedWithoutAnOrderlyEnd() {
        FileJournal journal = open();
        journal.append(assigned(1));
        journal.append(assigned(2));
        journal.append(released(1));

        Loaded loaded = reopen();

        assertThat(loaded)
                .isEqualTo(new Loaded(state(List.of(2), List.of(1)), Origin.OURS, true, List.of()));
    }

    @Test
    void remembersOverManyRestarts() {
        for (int i = 0; i < 5; i++) {
            FileJournal journal = open();
            journal.append(assigned(i));
            journal.close();
        }

        assertThat(reopen().state()).isEqualTo(state(List.of(0, 1, 2, 3, 4), List.of()));
    }

    @Test
    void writesNothingWhenItIsOpenedAgainUnchanged() {
        FileJournal journal = open();
        journal.append(assigned(1));
        journal.close();
        int before = disk.writes();

        open().close();

        assertThat(disk.writes()).isEqualTo(before);
    }

    @Test
    void forgetsCoolingThatIsOver() {
        FileJournal journal = open();
        journal.append(assigned(1));
        journal.append(released(1));
        journal.close();

        InstantSource later = InstantSource.fixed(NOON.plusSeconds(7200));
        FileJournal next = FileJournal.open(disk, NAMES, later);
        next.append(assigned(2));
        next.close();

        assertThat(reopen().state()).isEqualTo(state(List.of(2), List.of()));
    }

    @Test
    void takesTheReuseOfAnAddressForItsRelease() {
        FileJournal journal = open();
        journal.append(assigned(1));
        Assignment reuse =
                new Assignment(Entries.key(2), PodRef.UNKNOWN, address(1), NOON.plusSeconds(9));
        journal.append(new JournalEntry.Assigned(reuse));

        assertThat(reopen().state().assignments()).containsExactly(reuse);
    }

    @Test
    void goesAroundInTheFileForAsLongAsTheCheckpointFollows() {
        FileJournal journal = open();
        for (int i = 0; i < 5000; i++) {
            journal.append(assigned(i % 100));
            journal.append(released(i % 100));
        }
        journal.append(assigned(7));

        assertThat(disk.content("ipam.journal")).hasSize(FileJournal.FILE_BYTES);
        List<Integer> cooling = IntStream.range(0, 100).filter(i -> i != 7).boxed().toList();
        assertThat(reopen().state()).isEqualTo(state(List.of(7), cooling));
    }

    @Test
    void startsOverAtTheBeginningOfTheFileAfterACheckpoint() {
        FileJournal journal = open();
        IntStream.range(0, 50).forEach(i -> journal.append(assigned(i)));
        journal.refreshCheckpoint();
        journal.append(released(3));

        byte[] file = disk.content("ipam.journal");
        assertThat(FrameCodec.scan(file).frames().getFirst().sequence()).isEqualTo(51);
        assertThat(reopen())
                .isEqualTo(
                        new Loaded(
                                state(
                                        IntStream.range(0, 50).filter(i -> i != 3).boxed().toList(),
                                        List.of(3)),
                                Origin.OURS,
                                true,
                                List.of()));
    }

    @Test
    void keepsTheCheckpointUpToDateForTheIncumbent() {
        FileJournal journal = open();
        journal.append(assigned(1));

        journal.refreshCheckpoint();

        assertThat(new String(disk.content("ipam.json"), UTF_8))
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
    void adoptsThePodsOfTheIncumbent() {
        disk.put(
                "ipam.json",
                """
                {"version":"vpc-cni-ipam/1","allocations":[
                 {"networkName":"aws-cni","containerID":"c1","ifName":"eth0","ipv4":"10.0.0.5",
                  "allocationTimestamp":1690000000000000001,
                  "metadata":{"k8sPodNamespace":"ns","k8sPodName":"pod","interfacesCount":1}},
                 {"networkName":"aws-cni","containerID":"c2","ifName":"eth0","ipv6":"2001:db8::5",
                  "allocationTimestamp":0,"metadata":{}}]}
                """
                        .getBytes(UTF_8));

        Loaded loaded = open().loaded();

        assertThat(loaded.origin()).isEqualTo(Origin.INCUMBENT);
        assertThat(loaded.complete()).isTrue();
        assertThat(loaded.state().assignments())
                .containsExactly(
                        new Assignment(
                                new dev.vpccni.ipam.AttachmentKey("aws-cni", "c1", "eth0"),
                                new PodRef("ns", "pod", ""),
                                address(5),
                                Instant.ofEpochSecond(1690000000, 1)),
                        new Assignment(
                                new dev.vpccni.ipam.AttachmentKey("aws-cni", "c2", "eth0"),
                                PodRef.UNKNOWN,
                                dev.vpccni.inet.IpAddress.parse("2001:db8::5"),
                                Instant.EPOCH));
        assertThat(reopen().origin()).isEqualTo(Origin.OURS);
    }

    @Test
    void acceptsTheIncumbentsWayToWriteNoPods() {
        disk.put(
                "ipam.json",
                "{\"version\":\"vpc-cni-ipam/1\",\"allocations\":null}".getBytes(UTF_8));

        assertThat(open().loaded())
                .isEqualTo(new Loaded(JournalState.EMPTY, Origin.INCUMBENT, true, List.of()));
    }

    @Test
    void setsItsOwnOlderJournalAsideAfterARollbackToTheIncumbent() {
        FileJournal journal = open();
        journal.append(assigned(1));
        journal.append(assigned(2));
        byte[] old = disk.content("ipam.journal");
        disk.put(
                "ipam.json",
                """
                {"version":"vpc-cni-ipam/1","allocations":[{"networkName":"aws-cni",
                 "containerID":"sandbox-9","ifName":"eth0","ipv4":"10.0.0.1"}]}
                """
                        .getBytes(UTF_8));

        Loaded loaded = reopen();

        assertThat(loaded.state().assignments())
                .extracting(Assignment::key)
                .containsExactly(Entries.key(9));
        assertThat(loaded.complete()).isTrue();
        assertThat(loaded.remarks())
                .containsExactly(
                        "/node/ipam.journal is set aside as /node/ipam.journal.superseded-1767268800:"
                                + " the incumbent has written ipam.json since");
        assertThat(disk.content("ipam.journal.superseded-1767268800")).isEqualTo(old);
        assertThat(reopen().state().assignments()).hasSize(1);
    }

    @Test
    void startsWithTheJournalAloneWhenTheCheckpointIsDamaged() {
        FileJournal journal = open();
        journal.append(assigned(1));
        journal.refreshCheckpoint();
        journal.append(assigned(2));
        disk.put("ipam.json", "{\"version\":\"vpc-cni-ipam/1\",\"alloc".getBytes(UTF_8));

        Loaded loaded = reopen();

        assertThat(loaded.complete()).isFalse();
        assertThat(loaded.state().assignments()).containsExactly(assignment(2));
        assertThat(loaded.remarks().getFirst())
                .startsWith(
                        "/node/ipam.json is set aside as /node/ipam.json.damaged-1767268800: the"
                                + " document is not JSON");
    }

    @Test
    void leavesOutAnEntryThatNamesNothingAndSaysSo() {
        disk.put(
                "ipam.json",
                """
                {"version":"vpc-cni-ipam/1","allocations":[{"networkName":"aws-cni",
                 "containerID":"","ifName":"eth0","ipv4":"10.0.0.1"},{"networkName":"aws-cni",
                 "containerID":"sandbox-1","ifName":"eth0","ipv4":"10.0.0.1"}]}
                """
                        .getBytes(UTF_8));

        Loaded loaded = open().loaded();

        assertThat(loaded.complete()).isFalse();
        assertThat(loaded.state().assignments()).hasSize(1);
        assertThat(loaded.remarks())
                .containsExactly(
                        "an entry of /node/ipam.json names no attachment or no address and is left"
                                + " out: {\"networkName\":\"aws-cni\",\"containerID\":\"\","
                                + "\"ifName\":\"eth0\",\"ipv4\":\"10.0.0.1\"}");
    }

    @Test
    void saysSoWhenTheCheckpointNamesAnAttachmentTwice() {
        disk.put(
                "ipam.json",
                """
                {"version":"vpc-cni-ipam/1","allocations":[{"networkName":"aws-cni",
                 "containerID":"sandbox-1","ifName":"eth0","ipv4":"10.0.0.1"},
                 {"networkName":"aws-cni","containerID":"sandbox-1","ifName":"eth0",
                 "ipv4":"10.0.0.2"}]}
                """
                        .getBytes(UTF_8));

        Loaded loaded = open().loaded();

        assertThat(loaded.complete()).isFalse();
        assertThat(loaded.remarks())
                .containsExactly(
                        "/node/ipam.json names aws-cni/sandbox-1/eth0 more than once; the last entry"
                                + " is kept");
    }

    @Test
    void refusesACheckpointOfALaterVersion() {
        byte[] later = "{\"version\":\"vpc-cni-ipam/2\",\"allocations\":[]}".getBytes(UTF_8);
        disk.put("ipam.json", later);

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.WRONG_VERSION))
                .hasMessage(
                        "/node/ipam.json is of format 'vpc-cni-ipam/2', which this version cannot"
                                + " read; run the version that wrote it, or move the file away once the"
                                + " node has no pods");
        assertThat(disk.content("ipam.json")).isEqualTo(later);
        disk.put(
                "ipam.json", "{\"version\":\"vpc-cni-ipam/1\",\"allocations\":[]}".getBytes(UTF_8));
        assertThat(open().loaded().complete()).isTrue();
    }

    @Test
    void refusesAJournalOfALaterVersion() {
        open().close();
        byte[] file = disk.content("ipam.journal");
        file[15]++;
        disk.put("ipam.journal", file);

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("/node/ipam.journal is of another format");
        assertThat(disk.content("ipam.journal")).isEqualTo(file);
    }

    @Test
    void refusesToStartOverFilesItCannotRead() {
        open().close();
        disk.makeUnreadable("ipam.json");

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.UNREADABLE))
                .hasMessage(
                        "read /node/ipam.json: java.io.IOException: Input/output error; pods may hold"
                                + " addresses that stand in it, so make it readable");
    }

    @Test
    void countsAFailedEntryAsNeverWritten() {
        FileJournal journal = open();
        journal.append(assigned(1));
        disk.failWriting("Input/output error");

        assertThatThrownBy(() -> journal.append(assigned(2)))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.WRITE_FAILED))
                .hasMessage(
                        "write /node/ipam.journal: java.io.IOException: Input/output error; check"
                                + " that file system, the next request tries again");
        disk.failWriting("");
        journal.append(assigned(3));

        assertThat(reopen().state()).isEqualTo(state(List.of(1, 3), List.of()));
    }

    @Test
    void writesOverAnEntryWhoseSyncFailed() {
        FileJournal journal = open();
        journal.append(assigned(1));
        disk.failSyncing("Input/output error");
        assertThatThrownBy(() -> journal.append(assigned(2))).isInstanceOf(StoreException.class);
        disk.failSyncing("");

        journal.append(released(1));

        assertThat(reopen())
                .isEqualTo(new Loaded(state(List.of(), List.of(1)), Origin.OURS, true, List.of()));
    }

    @Test
    void goesOnForAThousandEntriesOnAFullFileSystem() {
        FileJournal journal = open();
        disk.failReplacing("No space left on device");

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
        assertThat(java.util.Objects.requireNonNull(failure).kind())
                .isEqualTo(StoreException.Kind.DISK_FULL);
        assertThat(failure)
                .hasMessage(
                        "write /node/ipam.json: java.io.IOException: No space left on device; free"
                                + " room on that file system, the next request tries again");
        disk.failReplacing("");
        journal.append(released(0));
        assertThat(reopen().state().assignments()).hasSize(written - 1);
    }

    @Test
    void refusesAnEntryThatIsTooLarge() {
        PodRef pod = new PodRef("default", "x".repeat(FileJournal.ENTRY_CHARS), "");
        JournalEntry entry =
                new JournalEntry.Assigned(new Assignment(Entries.key(1), pod, address(1), NOON));
        FileJournal journal = open();

        assertThatThrownBy(() -> journal.submit(entry)).isInstanceOf(StoreException.class);

        journal.append(assigned(2));
        assertThat(reopen().state()).isEqualTo(state(List.of(2), List.of()));
    }

    @Test
    void writesWhatIsQueuedInOneFrameAndInOrder() {
        FileJournal journal = open();
        int before = disk.syncs();
        for (int i = 0; i < 20; i++) {
            journal.submit(assigned(i));
            journal.submit(released(i));
        }

        journal.submit(assigned(3)).await();

        assertThat(disk.syncs() - before).isEqualTo(1);
        List<Integer> cooling = IntStream.range(0, 20).filter(i -> i != 3).boxed().toList();
        assertThat(reopen().state()).isEqualTo(state(List.of(3), cooling));
    }

    @Test
    void splitsAQueueThatIsTooLongForOneFrame() {
        FileJournal journal = open();
        for (int i = 0; i < 500; i++) {
            journal.submit(assigned(i));
        }

        journal.close();

        assertThat(reopen().state().assignments()).hasSize(500);
    }

    @Test
    void refusesEntriesOnceItIsClosed() {
        FileJournal journal = open();
        journal.close();

        assertThatThrownBy(() -> journal.submit(assigned(1)))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.CLOSED));
    }

    @Test
    void derivesTheNameOfTheJournalFromTheCheckpoint() {
        assertThat(Names.of(java.nio.file.Path.of("/var/run/aws-node/ipam.json"))).isEqualTo(NAMES);
        assertThat(Names.of(java.nio.file.Path.of("state")))
                .isEqualTo(new Names("state", "state.journal"));
    }

    private FileJournal open() {
        return FileJournal.open(disk, NAMES, CLOCK);
    }

    /// What a new process finds after this one was killed.
    private Loaded reopen() {
        SimDisk next = new SimDisk();
        disk.names().forEach(name -> next.put(name, disk.content(name)));
        Loaded loaded = FileJournal.open(next, NAMES, CLOCK).loaded();
        next.names().forEach(name -> disk.put(name, next.content(name)));
        return loaded;
    }

    private static JournalState state(List<Integer> assigned, List<Integer> cooling) {
        Map<dev.vpccni.inet.IpAddress, Instant> ends = new TreeMap<>();
        cooling.forEach(i -> ends.put(address(i), NOON.plusSeconds(3600 + i)));
        return new JournalState(
                assigned.stream()
                        .map(Entries::assignment)
                        .sorted(java.util.Comparator.comparing(Assignment::key))
                        .toList(),
                new TreeMap<>(ends));
    }
}
