package dev.vpccni.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vpccni.ipam.Assignment;
import dev.vpccni.ipam.AttachmentKey;
import dev.vpccni.store.CheckpointJson.WrongVersion;
import dev.vpccni.store.FrameCodec.Header;
import dev.vpccni.store.Json.InvalidJson;
import dev.vpccni.store.Loaded.Origin;
import dev.vpccni.store.StoreException.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads checkpoint and journal at start and decides what of them is true.
///
/// All that can be proven is kept: each frame has its own checksum and number, so those behind a damaged one still
/// count. They say who has an address, and it is safe to believe in too many assignments, never in too few. What is
/// damaged is copied aside before anything is written over it.
final class Loader {
    private final Disk disk;
    private final Names names;
    private final Instant now;
    private final Ledger ledger = new Ledger();
    private final List<String> remarks = new ArrayList<>();
    private boolean complete = true;
    private long sequence;

    Loader(Disk disk, Names names, Instant now) {
        this.disk = disk;
        this.names = names;
        this.now = now;
    }

    /// Errors: [StoreException] when a file cannot be read, is of another version, or cannot be set aside.
    Result load(Disk.Region journal) {
        Optional<Checkpoint> checkpoint = readCheckpoint();
        byte[] file = readJournal(journal);
        Header header = FrameCodec.readHeader(file);
        FrameCodec.Scan scan = FrameCodec.scan(file);
        checkpoint.ifPresent(this::take);
        long contained = sequence;
        boolean foreign = checkpoint.isPresent() && checkpoint.get().origin() == Origin.INCUMBENT;
        if (header == Header.OTHER_VERSION) {
            throw otherVersion(names.journal(), "of another format");
        }
        if (foreign && !scan.frames().isEmpty()) {
            supersede(file);
        } else {
            replay(scan, header, file);
        }
        scan.frames().forEach(frame -> sequence = Math.max(sequence, frame.sequence()));
        boolean current = checkpoint.isPresent() && !foreign && contained == sequence;
        boolean reusable =
                header == Header.GOOD && file.length == FileJournal.FILE_BYTES && remarks.isEmpty();
        Origin origin = checkpoint.map(Checkpoint::origin).orElse(Origin.NOBODY);
        Loaded loaded = new Loaded(ledger.state(), origin, complete, remarks);
        return new Result(ledger, sequence, current && remarks.isEmpty(), reusable, loaded);
    }

    private Optional<Checkpoint> readCheckpoint() {
        Optional<byte[]> document;
        try {
            document = disk.read(names.checkpoint());
        } catch (IOException e) {
            throw unreadable(names.checkpoint(), e);
        }
        if (document.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(CheckpointJson.read(new String(document.get(), UTF_8)));
        } catch (WrongVersion e) {
            throw otherVersion(names.checkpoint(), "of format '" + e.version() + "'");
        } catch (InvalidJson e) {
            complete = false;
            setAside(names.checkpoint(), "damaged", document.get(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void take(Checkpoint checkpoint) {
        Set<AttachmentKey> keys = new HashSet<>();
        for (Assignment assignment : checkpoint.state().assignments()) {
            if (!keys.add(assignment.key())) {
                complete = false;
                remarks.add(
                        disk.describe(names.checkpoint())
                                + " names "
                                + assignment.key()
                                + " more than once; the last entry is kept");
            }
        }
        ledger.apply(checkpoint.state());
        sequence = checkpoint.sequence();
        for (String entry : checkpoint.unreadable()) {
            complete = false;
            remarks.add(
                    "an entry of "
                            + disk.describe(names.checkpoint())
                            + " names no attachment or no address and is left out: "
                            + entry);
        }
    }

    private byte[] readJournal(Disk.Region journal) {
        try {
            return journal.read();
        } catch (IOException e) {
            throw unreadable(names.journal(), e);
        }
    }

    private void supersede(byte[] file) {
        String why = "the incumbent has written " + names.checkpoint() + " since";
        setAside(names.journal(), "superseded", file, why);
    }

    /// Applies the frames that the checkpoint does not contain. Frames left over from earlier rounds have lower numbers.
    private void replay(FrameCodec.Scan scan, Header header, byte[] file) {
        long lost = 0;
        boolean senseless = false;
        for (Frame frame : scan.frames()) {
            if (frame.sequence() <= sequence) {
                continue;
            }
            lost += frame.sequence() - sequence - 1;
            sequence = frame.sequence();
            try {
                EntryJson.read(frame.payload()).forEach(ledger::apply);
            } catch (InvalidJson _) {
                senseless = true;
            }
        }
        if (header == Header.DAMAGED || lost > 0 || senseless) {
            complete = false;
            String what =
                    lost > 0 ? lost + " records are missing in it" : "part of it makes no sense";
            setAside(names.journal(), "damaged", file, what + "; all others are kept");
        } else if (scan.torn()) {
            remarks.add(
                    "the last record of "
                            + disk.describe(names.journal())
                            + " was never finished; nobody was told of it, and it is dropped");
        }
    }

    private void setAside(String name, String suffix, byte[] content, String why) {
        String copy = name + "." + suffix + "-" + now.getEpochSecond();
        try {
            disk.replace(copy, content);
        } catch (IOException e) {
            throw StoreException.writing(disk.describe(copy), e);
        }
        remarks.add(disk.describe(name) + " is set aside as " + disk.describe(copy) + ": " + why);
    }

    private StoreException unreadable(String name, IOException cause) {
        return new StoreException(
                Kind.UNREADABLE,
                "read "
                        + disk.describe(name)
                        + ": "
                        + cause
                        + "; pods may hold addresses that stand in it, so make it readable",
                cause);
    }

    private StoreException otherVersion(String name, String what) {
        return new StoreException(
                Kind.WRONG_VERSION,
                disk.describe(name)
                        + " is "
                        + what
                        + ", which this version cannot read; run the version that wrote it, or"
                        + " move the file away once the node has no pods",
                null);
    }

    /// @param ledger all that is known
    /// @param sequence the highest number of any frame, wherever it was found
    /// @param current true when the checkpoint on disk says just this
    /// @param reusable true when the journal file can be written as it is
    record Result(Ledger ledger, long sequence, boolean current, boolean reusable, Loaded loaded) {}
}
