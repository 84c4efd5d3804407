package dev.vpccni.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vpccni.store.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The journal in two files: `ipam.json`, the checkpoint in the incumbent's format, and `ipam.journal` beside it with
/// what has changed since. Formats and reasons: `docs/decisions/0020-journal.md`.
///
/// Invariants:
/// 1. a frame is written only when all before it are durable, so a crash damages at most the last one;
/// 2. a frame is applied to the ledger, and its receipts are honoured, only after its sync;
/// 3. the file is written from its start again only when the checkpoint durably contains every frame in it.
///
/// The file has its full size from the start and is overwritten in place: a sync then writes data only, and a full file
/// system does not stop it. A failed write is repaired by the next one, which goes to the same place under the same
/// number.
///
/// Threads: any. Whoever waits on a receipt while nobody writes becomes the writer and takes along all that is queued;
/// no thread of its own is needed. `lock` guards all fields but `position`, which belongs to the writer.
public final class FileJournal implements AssignmentJournal {
    /// Fixed size of the journal file. Units: bytes.
    static final int FILE_BYTES = 256 * 1024;

    /// Bound on the payload of a frame that takes more than one entry along. Units: characters.
    static final int BATCH_CHARS = 32 * 1024;

    /// Bound on one entry. Units: characters.
    static final int ENTRY_CHARS = 16 * 1024;

    private final Disk disk;
    private final Names names;
    private final InstantSource clock;
    private final Disk.Region region;
    private final Loaded loaded;
    private final Ledger ledger;
    private final ReentrantLock checkpointing = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private final Queue<Pending> queue = new ArrayDeque<>();
    private boolean writing;
    private boolean closed;
    private long sequence;
    private long checkpointed;
    private int position = FrameCodec.HEADER_BYTES;

    private FileJournal(
            Disk disk, Names names, InstantSource clock, Disk.Region region, Loader.Result result) {
        this.disk = disk;
        this.names = names;
        this.clock = clock;
        this.region = region;
        this.loaded = result.loaded();
        this.ledger = result.ledger();
        this.sequence = result.sequence();
        this.checkpointed = result.current() ? result.sequence() : -1;
    }

    /// Opens the journal beside the checkpoint file, reads both, and makes them fit to be written.
    ///
    /// Errors: [StoreException]; then nothing has been changed but what was set aside.
    public static FileJournal open(Path checkpoint, InstantSource clock) {
        Path directory = checkpoint.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IllegalArgumentException(checkpoint + " is not the path of a file");
        }
        return open(new LocalDisk(directory), Names.of(checkpoint), clock);
    }

    static FileJournal open(Disk disk, Names names, InstantSource clock) {
        Disk.Region region;
        try {
            region = disk.open(names.journal());
        } catch (IOException e) {
            throw StoreException.writing(disk.describe(names.journal()), e);
        }
        try {
            Loader.Result result = new Loader(disk, names, clock.instant()).load(region);
            FileJournal journal = new FileJournal(disk, names, clock, region, result);
            journal.refreshCheckpoint();
            if (!result.reusable()) {
                journal.prepareFile();
            }
            return journal;
        } catch (RuntimeException e) {
            closeQuietly(region, e);
            throw e;
        }
    }

    /// What was found at start.
    public Loaded loaded() {
        return loaded;
    }

    @Override
    public Receipt submit(JournalEntry entry) {
        String object = EntryJson.write(entry);
        if (object.length() > ENTRY_CHARS) {
            throw new StoreException(
                    Kind.WRITE_FAILED,
                    "an entry of "
                            + object.length()
                            + " characters is too large for the journal; names of pods and attachments"
                            + " are never that long",
                    null);
        }
        Pending pending = new Pending(entry, object);
        lock.lock();
        try {
            if (closed) {
                throw new StoreException(
                        Kind.CLOSED, disk.describe(names.journal()) + " is closed", null);
            }
            queue.add(pending);
        } finally {
            lock.unlock();
        }
        return pending;
    }

    @Override
    public void refreshCheckpoint() {
        writeCheckpoint();
        lock.lock();
        try {
            if (!writing && checkpointed == sequence) {
                position = FrameCodec.HEADER_BYTES;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            while (writing || !queue.isEmpty()) {
                if (writing) {
                    settled.awaitUninterruptibly();
                } else {
                    writeBatch();
                }
            }
        } finally {
            lock.unlock();
        }
        StoreException failure = null;
        try {
            refreshCheckpoint();
        } catch (StoreException e) {
            failure = e;
        }
        closeQuietly(region, failure);
        if (failure != null) {
            throw failure;
        }
    }

    /// Takes what is queued and writes it; the lock is held on entry and on return, and free in between.
    private void writeBatch() {
        List<Pending> batch = takeBatch();
        Frame frame =
                new Frame(
                        sequence + 1, EntryJson.join(batch.stream().map(Pending::object).toList()));
        StoreException failure = null;
        boolean durable = false;
        writing = true;
        lock.unlock();
        try {
            write(FrameCodec.encode(frame));
            durable = true;
        } catch (StoreException e) {
            failure = e;
        } finally {
            lock.lock();
            writing = false;
            settle(batch, durable, failure);
        }
    }

    private List<Pending> takeBatch() {
        List<Pending> batch = new ArrayList<>();
        int bytes = 0;
        while (!queue.isEmpty() && bytes + queue.element().object().length() <= BATCH_CHARS) {
            bytes += queue.element().object().length();
            batch.add(queue.remove());
        }
        return batch;
    }

    private void settle(List<Pending> batch, boolean durable, @Nullable StoreException failure) {
        if (durable) {
            sequence++;
            batch.forEach(pending -> ledger.apply(pending.entry));
        }
        batch.forEach(pending -> pending.settle(durable, failure));
        settled.signalAll();
    }

    private void write(ByteBuffer frame) {
        if (position + frame.remaining() > FILE_BYTES) {
            writeCheckpoint();
            position = FrameCodec.HEADER_BYTES;
        }
        try {
            region.write(position, frame.duplicate());
            region.sync();
        } catch (IOException e) {
            throw StoreException.writing(disk.describe(names.journal()), e);
        }
        position += frame.remaining() - FrameCodec.TERMINATOR_BYTES;
    }

    private void writeCheckpoint() {
        checkpointing.lock();
        try {
            JournalState state;
            long contained;
            lock.lock();
            try {
                if (checkpointed == sequence) {
                    return;
                }
                ledger.forgetCooling(clock.instant());
                state = ledger.state();
                contained = sequence;
            } finally {
                lock.unlock();
            }
            byte[] document = CheckpointJson.write(state, contained).getBytes(UTF_8);
            disk.replace(names.checkpoint(), document);
            lock.lock();
            try {
                checkpointed = contained;
            } finally {
                lock.unlock();
            }
        } catch (IOException e) {
            throw StoreException.writing(disk.describe(names.checkpoint()), e);
        } finally {
            checkpointing.unlock();
        }
    }

    private void prepareFile() {
        ByteBuffer blank = ByteBuffer.allocate(FILE_BYTES);
        blank.put(FrameCodec.header()).clear();
        try {
            region.write(0, blank);
            region.sync();
        } catch (IOException e) {
            throw StoreException.writing(disk.describe(names.journal()), e);
        }
    }

    private static void closeQuietly(Disk.Region region, @Nullable Exception failure) {
        try {
            region.close();
        } catch (IOException e) {
            if (failure != null) {
                failure.addSuppressed(e);
            }
        }
    }

    /// One entry on its way to the disk.
    private final class Pending implements Receipt {
        private final JournalEntry entry;
        private final String object;
        private boolean done;
        private boolean durable;
        private @Nullable StoreException failure;

        Pending(JournalEntry entry, String object) {
            this.entry = entry;
            this.object = object;
        }

        String object() {
            return object;
        }

        void settle(boolean success, @Nullable StoreException cause) {
            done = true;
            durable = success;
            failure = cause;
        }

        @Override
        public void await() {
            lock.lock();
            try {
                while (!done) {
                    if (writing) {
                        settled.awaitUninterruptibly();
                    } else {
                        writeBatch();
                    }
                }
            } finally {
                lock.unlock();
            }
            if (!durable) {
                throw failure == null
                        ? new StoreException(Kind.WRITE_FAILED, "the writer broke off", null)
                        : new StoreException(
                                failure.kind(), String.valueOf(failure.getMessage()), failure);
            }
        }
    }
}
