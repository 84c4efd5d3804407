package dev.vpccni.netlink;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.Utf8;
import java.util.Arrays;

/// A bounds-checked view of part of a datagram: a message body or the payload of one attribute.
///
/// Offsets count from the start of the slice. Errors: every read outside of it is an IllegalArgumentException that
/// names the place in the datagram, so that broken input cannot cause anything else.
final class Slice {
    private final byte[] data;
    private final int from;
    private final int to;

    /// Errors: IllegalArgumentException when the range is not inside `data`.
    Slice(byte[] data, int from, int to) {
        if (from < 0 || to < from || to > data.length) {
            throw new IllegalArgumentException(
                    "netlink datagram of "
                            + data.length
                            + " bytes has no range "
                            + from
                            + ".."
                            + to);
        }
        this.data = data;
        this.from = from;
        this.to = to;
    }

    int length() {
        return to - from;
    }

    /// Where the slice starts in the datagram; for messages.
    int start() {
        return from;
    }

    Slice part(int offset, int end) {
        require(offset, end - offset);
        return new Slice(data, from + offset, from + end);
    }

    Slice after(int offset) {
        return part(offset, length());
    }

    int u8(int offset) {
        require(offset, 1);
        return data[from + offset] & 255;
    }

    int u16(int offset) {
        require(offset, 2);
        return u8(offset) | (u8(offset + 1) << 8);
    }

    int i32(int offset) {
        require(offset, 4);
        return u16(offset) | (u16(offset + 2) << 16);
    }

    byte[] bytes() {
        return Arrays.copyOfRange(data, from, to);
    }

    /// The text up to the first zero byte, or to the end.
    String text() {
        int end = from;
        while (end < to && data[end] != 0) {
            end++;
        }
        return Utf8.decode(data, from, end);
    }

    /// The whole slice as one address of this family.
    IpAddress address(Family family) {
        if (length() != family.bytes()) {
            throw new IllegalArgumentException(
                    "netlink datagram, offset "
                            + from
                            + ": an address of "
                            + family
                            + " has "
                            + family.bytes()
                            + " bytes, not "
                            + length());
        }
        return IpAddress.of(bytes());
    }

    Attributes attributes() {
        return new Attributes(this);
    }

    private void require(int offset, int size) {
        if (offset < 0 || size < 0 || offset > length() - size) {
            throw new IllegalArgumentException(
                    "netlink datagram, offset "
                            + from
                            + ": "
                            + size
                            + " bytes wanted at +"
                            + offset
                            + ", but the part has only "
                            + length());
        }
    }
}
