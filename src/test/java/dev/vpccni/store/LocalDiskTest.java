package dev.vpccni.store;

import static dev.vpccni.store.Entries.NOON;
import static dev.vpccni.store.Entries.assigned;
import static dev.vpccni.store.Entries.assignment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.ipam.Assignment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LocalDiskTest {
    private static final InstantSource CLOCK = InstantSource.fixed(NOON);

    @TempDir Path directory;

    @Test
    void replacesAFileWholeAndLeavesNothingBehind() throws IOException {
        LocalDisk disk = new LocalDisk(directory);

        disk.replace("ipam.json", new byte[] {1, 2, 3});
        disk.replace("ipam.json", new byte[] {4});

        assertThat(disk.read("ipam.json").orElseThrow()).containsExactly(4);
        assertThat(directory).isDirectoryContaining("glob:**/ipam.json");
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(directory.resolve("ipam.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void saysSoWhenAFileIsNotThere() throws IOException {
        assertThat(new LocalDisk(directory).read("ipam.json")).isEmpty();
    }

    @Test
    void writesInPlace() throws IOException {
        LocalDisk disk = new LocalDisk(directory.resolve("new/directory"));
        try (Disk.Region region = disk.open("ipam.journal")) {
            region.write(0, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
            region.write(1, ByteBuffer.wrap(new byte[] {9, 9}));
            region.sync();

            assertThat(region.read()).containsExactly(1, 9, 9, 4);
        }
    }

    @Test
    void survivesAnInterruptAndKeepsIt() throws IOException {
        try (Disk.Region region = new LocalDisk(directory).open("ipam.journal")) {
            Thread.currentThread().interrupt();
            region.write(0, ByteBuffer.wrap(new byte[] {7}));
            region.sync();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(region.read()).containsExactly(7);
        }
    }

    @Test
    void lendsTheJournalToOneAgentOnly() {
        Path checkpoint = directory.resolve("ipam.json");
        FileJournal first = FileJournal.open(checkpoint, CLOCK);

        assertThatThrownBy(() -> FileJournal.open(checkpoint, CLOCK))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.IN_USE))
                .hasMessageEndingWith(
                        "ipam.journal is locked: another agent runs on this node; stop it first");
        first.close();
        FileJournal.open(checkpoint, CLOCK).close();
    }

    @Test
    void remembersRealFiles() throws IOException {
        Path checkpoint = directory.resolve("ipam.json");
        FileJournal journal = FileJournal.open(checkpoint, CLOCK);
        journal.append(assigned(1));
        journal.close();

        assertThat(Files.size(directory.resolve("ipam.journal"))).isEqualTo(FileJournal.FILE_BYTES);
        FileJournal next = FileJournal.open(checkpoint, CLOCK);
        assertThat(next.loaded().state().assignments()).containsExactly(assignment(1));
        next.close();
    }

    /// Eight callers at once, interrupted in the middle of what they do, with the checkpoint written beside them.
    @Test
    @Timeout(60)
    void keepsEveryEntryOfManyInterruptedCallers() {
        Path checkpoint = directory.resolve("ipam.json");
        FileJournal journal = FileJournal.open(checkpoint, CLOCK);
        AtomicInteger appended = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int caller = 0; caller < 8; caller++) {
            int first = caller * 100;
            callers.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = first; i < first + 100; i++) {
                                    journal.append(assigned(i));
                                    appended.incrementAndGet();
                                }
                            }));
        }
        while (callers.stream().anyMatch(Thread::isAlive)) {
            callers.forEach(Thread::interrupt);
            journal.refreshCheckpoint();
        }

        journal.close();

        assertThat(appended).hasValue(800);
        FileJournal next = FileJournal.open(checkpoint, CLOCK);
        assertThat(next.loaded().state().assignments())
                .extracting(Assignment::address)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 800).mapToObj(Entries::address).toList());
        next.close();
    }
}
