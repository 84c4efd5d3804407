package dev.vpccni.store;

import static dev.vpccni.store.Entries.NAMES;
import static dev.vpccni.store.Entries.address;
import static dev.vpccni.store.Entries.assigned;
import static dev.vpccni.store.Entries.assignment;
import static dev.vpccni.store.JournalRig.CLOCK;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.ipam.Assignment;
import dev.vpccni.ipam.AttachmentKey;
import dev.vpccni.ipam.PodRef;
import dev.vpccni.store.Loaded.Origin;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What [Loader] makes of files of all kinds.
class LoaderTest {
    private final JournalRig rig = new JournalRig();

    @Test
    void beginsEmptyOnANewNode() {
        Loaded loaded = rig.open().loaded();

        assertThat(loaded)
                .isEqualTo(new Loaded(JournalState.EMPTY, Origin.NOBODY, true, List.of()));
    }

    @Test
    void adoptsThePodsOfTheIncumbent() {
        rig.disk.put(
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

        Loaded loaded = rig.open().loaded();

        assertThat(loaded.origin()).isEqualTo(Origin.INCUMBENT);
        assertThat(loaded.complete()).isTrue();
        assertThat(loaded.state().assignments())
                .containsExactly(
                        new Assignment(
                                new AttachmentKey("aws-cni", "c1", "eth0"),
                                new PodRef("ns", "pod", ""),
                                address(5),
                                Instant.ofEpochSecond(1690000000, 1)),
                        new Assignment(
                                new AttachmentKey("aws-cni", "c2", "eth0"),
                                PodRef.UNKNOWN,
                                IpAddress.parse("2001:db8::5"),
                                Instant.EPOCH));
        assertThat(rig.reopen().origin()).isEqualTo(Origin.OURS);
    }

    @Test
    void acceptsTheIncumbentsWayToWriteNoPods() {
        rig.disk.put(
                "ipam.json",
                "{\"version\":\"vpc-cni-ipam/1\",\"allocations\":null}".getBytes(UTF_8));

        assertThat(rig.open().loaded())
                .isEqualTo(new Loaded(JournalState.EMPTY, Origin.INCUMBENT, true, List.of()));
    }

    @Test
    void setsItsOwnOlderJournalAsideAfterARollbackToTheIncumbent() {
        FileJournal journal = rig.open();
        journal.append(assigned(1));
        journal.append(assigned(2));
        byte[] old = rig.disk.content("ipam.journal");
        rig.disk.put(
                "ipam.json",
                """
                {"version":"vpc-cni-ipam/1","allocations":[{"networkName":"aws-cni",
                 "containerID":"sandbox-9","ifName":"eth0","ipv4":"10.0.0.1"}]}
                """
                        .getBytes(UTF_8));

        Loaded loaded = rig.reopen();

        assertThat(loaded.state().assignments())
                .extracting(Assignment::key)
                .containsExactly(Entries.key(9));
        assertThat(loaded.complete()).isTrue();
        assertThat(loaded.remarks())
                .containsExactly(
                        "/node/ipam.journal is set aside as /node/ipam.journal.superseded-1767268800:"
                                + " the incumbent has written ipam.json since");
        assertThat(rig.disk.content("ipam.journal.superseded-1767268800")).isEqualTo(old);
        assertThat(rig.reopen().state().assignments()).hasSize(1);
    }

    @Test
    void neverMixesItsOlderJournalInWhereverTheStartIsCutOff() {
        FileJournal journal = rig.open();
        journal.append(assigned(1));
        rig.disk.put(
                "ipam.json", "{\"version\":\"vpc-cni-ipam/1\",\"allocations\":[]}".getBytes(UTF_8));
        for (int steps = 0; steps < 8; steps++) {
            SimDisk boot = rig.copy();
            boot.crashAfter(steps);
            boolean cutOff = false;
            try {
                FileJournal.open(boot, NAMES, CLOCK);
            } catch (SimDisk.PowerFailure _) {
                cutOff = true;
            }

            SimDisk next = boot.afterPowerFailure(new Random(steps));

            assertThat(FileJournal.open(next, NAMES, CLOCK).loaded().state())
                    .as("cut off after %d steps: %s", steps, cutOff)
                    .isEqualTo(JournalState.EMPTY);
        }
    }

    @Test
    void givesAShortFileItsFullSizeAgain() {
        FileJournal journal = rig.open();
        journal.append(assigned(1));
        rig.disk.put("ipam.journal", Arrays.copyOf(rig.disk.content("ipam.journal"), 1000));

        assertThat(rig.reopen().state().assignments()).hasSize(1);
        assertThat(rig.disk.content("ipam.journal")).hasSize(FileJournal.FILE_BYTES);
    }

    @Test
    void noticesAMissingRecordBehindOneThatTheCheckpointContains() {
        FileJournal journal = rig.open();
        journal.append(assigned(1));
        rig.disk.duringNextReplacement(() -> journal.append(assigned(2)));
        journal.refreshCheckpoint();
        journal.append(assigned(3));
        byte[] file = rig.disk.content("ipam.journal");
        String text = new String(file, ISO_8859_1);
        file[text.indexOf("sandbox-2")]++;
        rig.disk.put("ipam.journal", file);

        Loaded loaded = rig.reopen();

        assertThat(loaded.complete()).isFalse();
        assertThat(loaded.state()).isEqualTo(JournalRig.state(List.of(1, 3), List.of()));
    }

    @Test
    void startsWithTheJournalAloneWhenTheCheckpointIsDamaged() {
        FileJournal journal = rig.open();
        journal.append(assigned(1));
        journal.refreshCheckpoint();
        journal.append(assigned(2));
        rig.disk.put("ipam.json", "{\"version\":\"vpc-cni-ipam/1\",\"alloc".getBytes(UTF_8));

        Loaded loaded = rig.reopen();

        assertThat(loaded.complete()).isFalse();
        assertThat(loaded.state().assignments()).containsExactly(assignment(2));
        assertThat(loaded.remarks().getFirst())
                .startsWith(
                        "/node/ipam.json is set aside as /node/ipam.json.damaged-1767268800: the"
                                + " document is not JSON");
    }

    @Test
    void leavesOutAnEntryThatNamesNothingAndSaysSo() {
        rig.disk.put(
                "ipam.json",
                """
                {"version":"vpc-cni-ipam/1","allocations":[{"networkName":"aws-cni",
                 "containerID":"","ifName":"eth0","ipv4":"10.0.0.1"},{"networkName":"aws-cni",
                 "containerID":"sandbox-1","ifName":"eth0","ipv4":"10.0.0.1"}]}
                """
                        .getBytes(UTF_8));

        Loaded loaded = rig.open().loaded();

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
        rig.disk.put(
                "ipam.json",
                """
                {"version":"vpc-cni-ipam/1","allocations":[{"networkName":"aws-cni",
                 "containerID":"sandbox-1","ifName":"eth0","ipv4":"10.0.0.1"},
                 {"networkName":"aws-cni","containerID":"sandbox-1","ifName":"eth0",
                 "ipv4":"10.0.0.2"}]}
                """
                        .getBytes(UTF_8));

        Loaded loaded = rig.open().loaded();

        assertThat(loaded.complete()).isFalse();
        assertThat(loaded.remarks())
                .containsExactly(
                        "/node/ipam.json names aws-cni/sandbox-1/eth0 more than once; the last entry"
                                + " is kept");
    }

    @Test
    void refusesACheckpointOfALaterVersion() {
        byte[] later = "{\"version\":\"vpc-cni-ipam/2\",\"allocations\":[]}".getBytes(UTF_8);
        rig.disk.put("ipam.json", later);

        assertThatThrownBy(rig::open)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.WRONG_VERSION))
                .hasMessage(
                        "/node/ipam.json is of format 'vpc-cni-ipam/2', which this version cannot"
                                + " read; run the version that wrote it, or move the file away once the"
                                + " node has no pods");
        assertThat(rig.disk.content("ipam.json")).isEqualTo(later);
        rig.disk.put(
                "ipam.json", "{\"version\":\"vpc-cni-ipam/1\",\"allocations\":[]}".getBytes(UTF_8));
        assertThat(rig.open().loaded().complete()).isTrue();
    }

    @Test
    void refusesAJournalOfALaterVersion() {
        rig.open().close();
        byte[] file = rig.disk.content("ipam.journal");
        file[15]++;
        rig.disk.put("ipam.journal", file);

        assertThatThrownBy(rig::open)
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("/node/ipam.journal is of another format");
        assertThat(rig.disk.content("ipam.journal")).isEqualTo(file);
    }

    @Test
    void refusesToStartOverFilesItCannotRead() {
        rig.open().close();
        rig.disk.makeUnreadable("ipam.json");

        assertThatThrownBy(rig::open)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.UNREADABLE))
                .hasMessage(
                        "read /node/ipam.json: java.io.IOException: Input/output error; pods may hold"
                                + " addresses that stand in it, so make it readable");
    }
}
