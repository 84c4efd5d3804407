package dev.vpccni.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Frames to bytes and back.
///
/// Shape of the file: header (16: 14 characters of name, version in 2), then frames one after the other, then four zero
/// bytes; what follows those is left over from earlier rounds. Shape of a frame: mark (4), length of the payload (4),
/// CRC-32C of the next two (4), sequence (8), payload. Integers in network order.
///
/// A frame is written only after the one before it is durable. So a broken frame with nothing good after it was being
/// written when the node crashed; one with a good younger frame after it was damaged later.
final class FrameCodec {
    static final int HEADER_BYTES = 16;
    static final int OVERHEAD = 20;
    static final int TERMINATOR_BYTES = 4;

    private static final byte[] NAME = "vpccni-journal".getBytes(StandardCharsets.US_ASCII);
    private static final short VERSION = 1;

    /// The first byte occurs in no UTF-8 text, so no payload can look like a frame by chance.
    private static final int MARK = 0xFF4A524E;

    private static final byte FIRST = (byte) (MARK >>> 24);

    private FrameCodec() {}

    static ByteBuffer header() {
        return ByteBuffer.allocate(HEADER_BYTES).put(NAME).putShort(VERSION).flip();
    }

    /// What the first bytes of a file say about it.
    static Header readHeader(byte[] file) {
        if (isZero(file, 0, Math.min(file.length, HEADER_BYTES))) {
            return Header.ABSENT;
        }
        if (file.length < HEADER_BYTES || !Arrays.equals(Arrays.copyOf(file, NAME.length), NAME)) {
            return Header.DAMAGED;
        }
        short version = ByteBuffer.wrap(file).getShort(NAME.length);
        return version == VERSION ? Header.GOOD : Header.OTHER_VERSION;
    }

    /// The frame with a terminator after it, ready to be written over the terminator of the frame before.
    static ByteBuffer encode(Frame frame) {
        byte[] payload = frame.payload().getBytes(StandardCharsets.UTF_8);
        int length = payload.length;
        ByteBuffer bytes = ByteBuffer.allocate(OVERHEAD + length + TERMINATOR_BYTES);
        bytes.putInt(MARK).putInt(length).putInt(0).putLong(frame.sequence()).put(payload);
        bytes.putInt(8, checksum(bytes.array(), 12, 8 + length));
        return bytes.putInt(0).flip();
    }

    /// Finds every good frame behind the header, whatever is broken between them.
    static Scan scan(byte[] file) {
        List<Frame> frames = new ArrayList<>();
        int position = HEADER_BYTES;
        int end = HEADER_BYTES;
        long newest = Long.MIN_VALUE;
        while (position < file.length) {
            Optional<Frame> frame =
                    file[position] == FIRST ? decode(file, position) : Optional.empty();
            if (frame.isEmpty()) {
                position++;
                continue;
            }
            position += OVERHEAD + lengthAt(file, position);
            frames.add(frame.get());
            if (frame.get().sequence() > newest) {
                newest = frame.get().sequence();
                end = position;
            }
        }
        return new Scan(frames, !isZero(file, end, Math.min(file.length, end + TERMINATOR_BYTES)));
    }

    private static Optional<Frame> decode(byte[] file, int position) {
        if (file.length - position < OVERHEAD) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(file, position, file.length - position);
        if (bytes.getInt() != MARK) {
            return Optional.empty();
        }
        int length = bytes.getInt();
        int checksum = bytes.getInt();
        if (length < 0
                || length > file.length - position - OVERHEAD
                || checksum != checksum(file, position + 12, 8 + length)) {
            return Optional.empty();
        }
        long sequence = bytes.getLong();
        String payload = new String(file, position + OVERHEAD, length, StandardCharsets.UTF_8);
        return Optional.of(new Frame(sequence, payload));
    }

    private static int lengthAt(byte[] file, int position) {
        return ByteBuffer.wrap(file).getInt(position + 4);
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, offset, length);
        return (int) checksum.getValue();
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /// What the start of a file says.
    enum Header {
        ABSENT,
        GOOD,
        OTHER_VERSION,
        DAMAGED
    }

    /// All good frames in file order.
    ///
    /// @param torn true when the youngest frame is followed by something that is neither a frame nor a terminator: the
    /// rest of one that was never finished
    record Scan(List<Frame> frames, boolean torn) {
        Scan {
            frames = List.copyOf(frames);
        }
    }
}
