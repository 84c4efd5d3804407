package dev.vpccni.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// A file system in memory that distinguishes what is written from what is durable, and fails or crashes on order.
final class SimDisk implements Disk {
    private static final int SECTOR = 512;

    private final Map<String, byte[]> durable = new TreeMap<>();
    private final Map<String, byte[]> cached = new TreeMap<>();
    private final List<Unsynced> unsynced = new ArrayList<>();
    private final Set<String> open = new HashSet<>();
    private final Set<String> unreadable = new HashSet<>();
    private String replaceFailure = "";
    private String writeFailure = "";
    private String syncFailure = "";
    private Runnable duringReplacement = () -> {};
    private int stepsToCrash = -1;
    private int writes;
    private int syncs;

    /// The next so many steps succeed, then power fails in the middle of one.
    void crashAfter(int steps) {
        stepsToCrash = steps;
    }

    /// Every replacement of a file fails with this message; empty for none.
    void failReplacing(String message) {
        replaceFailure = message;
    }

    /// Every write in place fails half way with this message; empty for none.
    void failWriting(String message) {
        writeFailure = message;
    }

    /// Every sync fails with this message after the data is on disk; empty for none.
    void failSyncing(String message) {
        syncFailure = message;
    }

    /// Runs once, in the middle of the next replacement of a file.
    void duringNextReplacement(Runnable action) {
        duringReplacement = action;
    }

    void makeUnreadable(String name) {
        unreadable.add(name);
    }

    void put(String name, byte[] content) {
        durable.put(name, content.clone());
    }

    byte[] content(String name) {
        return durable.getOrDefault(name, new byte[0]).clone();
    }

    Set<String> names() {
        return durable.keySet();
    }

    /// Writes and replacements so far.
    int writes() {
        return writes;
    }

    int syncs() {
        return syncs;
    }

    /// What the next boot finds: all that was synced, and of the rest whatever sectors had reached the disk.
    SimDisk afterPowerFailure(Random random) {
        SimDisk next = new SimDisk();
        durable.forEach(next::put);
        for (Unsynced write : unsynced) {
            byte[] file = next.durable.getOrDefault(write.name, new byte[0]);
            int end = write.offset + write.bytes.length;
            byte[] grown = Arrays.copyOf(file, Math.max(file.length, end));
            int tear = random.nextInt(write.bytes.length + 1);
            for (int i = 0; i < write.bytes.length; i++) {
                boolean torn = (write.offset + i) / SECTOR % 2 == tear % 2 && i >= tear;
                if (!torn) {
                    grown[write.offset + i] = write.bytes[i];
                }
            }
            next.durable.put(write.name, grown);
        }
        return next;
    }

    @Override
    public Optional<byte[]> read(String name) throws IOException {
        if (unreadable.contains(name)) {
            throw new IOException("Input/output error");
        }
        return Optional.ofNullable(durable.get(name)).map(byte[]::clone);
    }

    @Override
    public void replace(String name, byte[] content) throws IOException {
        step();
        if (!replaceFailure.isEmpty()) {
            throw new IOException(replaceFailure);
        }
        writes++;
        Runnable action = duringReplacement;
        duringReplacement = () -> {};
        action.run();
        durable.put(name, content.clone());
        step();
    }

    @Override
    public Region open(String name) {
        if (!open.add(name)) {
            throw new StoreException(StoreException.Kind.IN_USE, name + " is locked", null);
        }
        durable.putIfAbsent(name, new byte[0]);
        cached.put(name, content(name));
        return new SimRegion(name);
    }

    @Override
    public String describe(String name) {
        return "/node/" + name;
    }

    private void step() {
        if (stepsToCrash == 0) {
            throw new PowerFailure();
        }
        stepsToCrash--;
    }

    /// The end of the process, not an error it can handle.
    static final class PowerFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PowerFailure() {
            super("the power has failed");
        }
    }

    private static final class Unsynced {
        private final String name;
        private final int offset;
        private final byte[] bytes;

        Unsynced(String name, int offset, byte[] bytes) {
            this.name = name;
            this.offset = offset;
            this.bytes = bytes;
        }
    }

    private final class SimRegion implements Region {
        private final String name;

        SimRegion(String name) {
            this.name = name;
        }

        @Override
        public byte[] read() throws IOException {
            if (unreadable.contains(name)) {
                throw new IOException("Input/output error");
            }
            return cache().clone();
        }

        @Override
        public void write(int offset, ByteBuffer buffer) throws IOException {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            boolean fails = !writeFailure.isEmpty();
            byte[] written = fails ? Arrays.copyOf(bytes, bytes.length / 2) : bytes;
            unsynced.add(new Unsynced(name, offset, written));
            byte[] file = cache();
            byte[] grown = Arrays.copyOf(file, Math.max(file.length, offset + bytes.length));
            System.arraycopy(written, 0, grown, offset, written.length);
            cached.put(name, grown);
            writes++;
            step();
            if (fails) {
                throw new IOException(writeFailure);
            }
        }

        @Override
        public void sync() throws IOException {
            step();
            durable.put(name, cache().clone());
            unsynced.clear();
            syncs++;
            step();
            if (!syncFailure.isEmpty()) {
                throw new IOException(syncFailure);
            }
        }

        @Override
        public void close() {
            open.remove(name);
        }

        private byte[] cache() {
            return cached.getOrDefault(name, new byte[0]);
        }
    }
}
