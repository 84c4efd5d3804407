package dev.vpccni.store;

import static dev.vpccni.store.Entries.NAMES;
import static dev.vpccni.store.Entries.NOON;
import static dev.vpccni.store.Entries.assigned;
import static dev.vpccni.store.Entries.released;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both files cut off at every byte and damaged at every byte: what was durable and is undamaged is never lost.
class DamagedFilesTest {
    private static final InstantSource CLOCK = InstantSource.fixed(NOON);
    private static final int FRAMES = 6;

    private final SimDisk disk = new SimDisk();

    /// States after each frame, the checkpoint's first.
    private final List<JournalState> states = new ArrayList<>();

    /// Where each frame ends in the file.
    private final List<Integer> ends = new ArrayList<>();

    private byte[] journal = new byte[0];

    @BeforeEach
    void writeSomeFramesOverAnOlderRound() {
        FileJournal open = FileJournal.open(disk, NAMES, CLOCK);
        Ledger ledger = new Ledger();
        for (int i = 100; i < 110; i++) {
            append(open, ledger, assigned(i));
        }
        open.refreshCheckpoint();
        states.add(ledger.state());
        ends.add(FrameCodec.HEADER_BYTES);
        for (int i = 0; i < FRAMES; i++) {
            append(open, ledger, i % 3 == 2 ? released(i - 1) : assigned(i));
            states.add(ledger.state());
        }
        journal = disk.content("ipam.journal");
        int end = FrameCodec.HEADER_BYTES;
        for (Frame frame : FrameCodec.scan(journal).frames().subList(0, FRAMES)) {
            end += FrameCodec.OVERHEAD + frame.payload().length();
            ends.add(end);
        }
    }

    @Test
    void findsAPrefixOfWhatWasWrittenWhereverTheFileIsCut() {
        for (int length = FrameCodec.HEADER_BYTES; length <= ends.getLast() + 40; length++) {
            Loaded loaded = load("ipam.journal", Arrays.copyOf(journal, length));

            int whole = framesWithin(length);
            assertThat(loaded.state()).as("cut at %d", length).isEqualTo(states.get(whole));
            assertThat(loaded.complete()).as("cut at %d", length).isTrue();
            boolean torn = whole < FRAMES && length > ends.get(whole);
            assertThat(loaded.remarks()).as("cut at %d", length).hasSize(torn ? 1 : 0);
        }
    }

    @Test
    void saysWhatItDropsOfALastRecordThatWasNotFinished() {
        byte[] cut = Arrays.copyOf(journal, ends.getLast() - 1);

        assertThat(load("ipam.journal", cut).remarks())
                .containsExactly(
                        "the last record of /node/ipam.journal was never finished; nobody was told"
                                + " of it, and it is dropped");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x80})
    void losesNoMoreThanTheRecordWithTheDamagedByte(int flipped) {
        for (int offset = FrameCodec.HEADER_BYTES; offset < ends.getLast(); offset++) {
            byte[] damaged = journal.clone();
            damaged[offset] ^= (byte) flipped;
            int victim = framesWithin(offset) + 1;

            Loaded loaded = load("ipam.journal", damaged);

            assertThat(loaded.state()).as("damaged at %d", offset).isEqualTo(stateWithout(victim));
            assertThat(loaded.complete()).as("damaged at %d", offset).isEqualTo(victim == FRAMES);
            assertThat(loaded.remarks()).as("damaged at %d", offset).hasSize(1);
        }
    }

    @Test
    void setsTheDamagedFileAsideBeforeItWritesOverIt() {
        byte[] damaged = journal.clone();
        damaged[ends.get(4) + 30] ^= 1;
        SimDisk boot = boot("ipam.journal", damaged);

        Loaded loaded = FileJournal.open(boot, NAMES, CLOCK).loaded();

        assertThat(loaded.remarks())
                .containsExactly(
                        "/node/ipam.journal is set aside as /node/ipam.journal.damaged-1767268800:"
                                + " 1 records are missing in it; all others are kept");
        assertThat(boot.content("ipam.journal.damaged-1767268800")).isEqualTo(damaged);
    }

    @Test
    void isWholeAgainAfterTheDamageWasSeenOnce() {
        byte[] damaged = journal.clone();
        damaged[ends.get(4) + 30] ^= 1;
        SimDisk boot = boot("ipam.journal", damaged);
        FileJournal.open(boot, NAMES, CLOCK).close();

        Loaded again = FileJournal.open(boot, NAMES, CLOCK).loaded();

        assertThat(again.complete()).isTrue();
        assertThat(again.remarks()).isEmpty();
        assertThat(again.state()).isEqualTo(stateWithout(5));
    }

    @Test
    void keepsAllRecordsWhenOnlyTheNameOfTheFileIsDamaged() {
        for (int offset = 0; offset < FrameCodec.HEADER_BYTES - 2; offset++) {
            byte[] damaged = journal.clone();
            damaged[offset] ^= 1;

            Loaded loaded = load("ipam.journal", damaged);

            assertThat(loaded.state()).isEqualTo(states.getLast());
            assertThat(loaded.complete()).isFalse();
        }
    }

    @Test
    void keepsTheRecordsOfTheJournalWhereverTheCheckpointIsCut() {
        byte[] checkpoint = disk.content("ipam.json");
        for (int length = 0; length < checkpoint.length; length++) {
            Loaded loaded = load("ipam.json", Arrays.copyOf(checkpoint, length));

            assertThat(loaded.complete()).as("cut at %d", length).isFalse();
            assertThat(loaded.state().assignments())
                    .as("cut at %d", length)
                    .containsAll(
                            states.getLast().assignments().stream()
                                    .filter(a -> !states.getFirst().assignments().contains(a))
                                    .toList());
        }
    }

    @Test
    void noticesThatTheCheckpointIsGone() {
        SimDisk boot = new SimDisk();
        boot.put("ipam.journal", journal);

        Loaded loaded = FileJournal.open(boot, NAMES, CLOCK).loaded();

        assertThat(loaded.complete()).isFalse();
        assertThat(loaded.origin()).isEqualTo(Loaded.Origin.NOBODY);
    }

    private static void append(FileJournal journal, Ledger ledger, JournalEntry entry) {
        journal.append(entry);
        ledger.apply(entry);
    }

    private int framesWithin(int length) {
        return (int) ends.stream().skip(1).filter(end -> end <= length).count();
    }

    /// The state when the frame of this number, from 1, is left out.
    private JournalState stateWithout(int victim) {
        Ledger ledger = new Ledger();
        ledger.apply(states.getFirst());
        for (int i = 0; i < FRAMES; i++) {
            if (i != victim - 1) {
                ledger.apply(i % 3 == 2 ? released(i - 1) : assigned(i));
            }
        }
        return ledger.state();
    }

    private Loaded load(String name, byte[] content) {
        return FileJournal.open(boot(name, content), NAMES, CLOCK).loaded();
    }

    private SimDisk boot(String name, byte[] content) {
        SimDisk boot = new SimDisk();
        disk.names().forEach(other -> boot.put(other, disk.content(other)));
        boot.put(name, content);
        return boot;
    }
}
