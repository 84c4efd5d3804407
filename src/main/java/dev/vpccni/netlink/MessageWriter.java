package dev.vpccni.netlink;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.Utf8;
import java.util.Arrays;

/// Builds one netlink request, growing as needed.
///
/// Shape: nlmsghdr, then what is appended; every attribute is padded to 4 bytes. Integers are little-endian, which is
/// the host order of both processors the project runs on. Source: linux/netlink.h.
final class MessageWriter {
    private byte[] buffer = new byte[256];
    private int length;

    /// Starts a message; its length field is filled in by [#finish].
    MessageWriter(int type, int flags, int sequence) {
        u32(0);
        u16(type);
        u16(flags);
        u32(sequence);
        u32(0);
    }

    void u8(int value) {
        reserve(1);
        buffer[length++] = (byte) value;
    }

    void u16(int value) {
        u8(value);
        u8(value >>> 8);
    }

    void u32(int value) {
        u16(value);
        u16(value >>> 16);
    }

    void attribute(int type, byte[] payload) {
        int start = begin(type);
        reserve(payload.length);
        System.arraycopy(payload, 0, buffer, length, payload.length);
        length += payload.length;
        end(start);
    }

    void attribute(int type, IpAddress address) {
        attribute(type, address.bytes());
    }

    void attributeU32(int type, int value) {
        int start = begin(type);
        u32(value);
        end(start);
    }

    /// Text with the terminating zero byte that the kernel's string attributes have.
    void attributeText(int type, String text) {
        byte[] bytes = Utf8.encode(text);
        attribute(type, Arrays.copyOf(bytes, bytes.length + 1));
    }

    /// Opens an attribute whose payload is appended next; give the result to [#end].
    int begin(int type) {
        int start = length;
        u16(0);
        u16(type);
        return start;
    }

    void end(int start) {
        int size = length - start;
        buffer[start] = (byte) size;
        buffer[start + 1] = (byte) (size >>> 8);
        while (length % 4 != 0) {
            u8(0);
        }
    }

    byte[] finish() {
        byte[] message = Arrays.copyOf(buffer, length);
        message[0] = (byte) length;
        message[1] = (byte) (length >>> 8);
        message[2] = (byte) (length >>> 16);
        return message;
    }

    private void reserve(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
        }
    }
}
