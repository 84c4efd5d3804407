package dev.vpccni.store;

import static dev.vpccni.store.Entries.NAMES;
import static dev.vpccni.store.Entries.NOON;
import static dev.vpccni.store.Entries.assigned;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Callers that arrive during a sync share the next one.
class GroupCommitTest {
    private final SimDisk disk = new SimDisk();
    private final Semaphore syncStarted = new Semaphore(0);
    private final Semaphore syncMayEnd = new Semaphore(0);

    @Test
    @Timeout(60)
    void writesAllThatArriveDuringASyncWithTheNextOne() throws Exception {
        FileJournal journal = FileJournal.open(new SlowDisk(), NAMES, InstantSource.fixed(NOON));
        int before = disk.syncs();
        List<AssignmentJournal.Receipt> receipts = new ArrayList<>();
        List<Future<?>> waiting = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            waiting.add(threads.submit(() -> journal.append(assigned(0))));
            syncStarted.acquire();
            for (int i = 1; i <= 50; i++) {
                receipts.add(journal.submit(assigned(i)));
            }
            receipts.forEach(receipt -> waiting.add(threads.submit(receipt::await)));
            syncMayEnd.release();
            syncStarted.acquire();
            syncMayEnd.release();
            for (Future<?> caller : waiting) {
                caller.get();
            }
        }

        assertThat(disk.syncs() - before).isEqualTo(2);
        assertThat(FrameCodec.scan(disk.content("ipam.journal")).frames()).hasSize(2);
    }

    /// Lets go of a sync only when the test says so; those of the start excepted.
    private final class SlowDisk implements Disk {
        @Override
        public Optional<byte[]> read(String name) throws IOException {
            return disk.read(name);
        }

        @Override
        public void replace(String name, byte[] content) throws IOException {
            disk.replace(name, content);
        }

        @Override
        public Region open(String name) throws IOException {
            return new SlowRegion(disk.open(name));
        }

        @Override
        public String describe(String name) {
            return disk.describe(name);
        }
    }

    private final class SlowRegion implements Disk.Region {
        private final Disk.Region region;
        private boolean prepared;

        SlowRegion(Disk.Region region) {
            this.region = region;
        }

        @Override
        public byte[] read() throws IOException {
            return region.read();
        }

        @Override
        public void write(int offset, ByteBuffer bytes) throws IOException {
            region.write(offset, bytes);
        }

        @Override
        public void sync() throws IOException {
            if (prepared) {
                syncStarted.release();
                syncMayEnd.acquireUninterruptibly();
            }
            prepared = true;
            region.sync();
        }

        @Override
        public void close() throws IOException {
            region.close();
        }
    }
}
