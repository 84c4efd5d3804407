package dev.vpccni.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Writes a request's bytes as one line of text, attributes sorted, so that two encoders can be compared.
///
/// Written apart from the codec: it knows the layout of netlink, but only which attributes nest, not what they mean.
final class Dissector {
    private static final HexFormat HEX = HexFormat.of();

    private Dissector() {}

    /// Shape: `type flags header {attribute=hex …}`; without sequence and port. Errors: AssertionError for bad framing.
    static String text(byte[] datagram) {
        ByteBuffer in = ByteBuffer.wrap(datagram).order(ByteOrder.LITTLE_ENDIAN);
        check(in.getInt() == datagram.length, "the message's length is that of the datagram");
        int type = in.getShort();
        int flags = in.getShort();
        in.getLong();
        String header = hex(in, headerLength(type));
        return type
                + " "
                + Integer.toHexString(flags)
                + " "
                + header
                + " "
                + attributes(in, type + "");
    }

    private static int headerLength(int type) {
        return switch (type & ~3) {
            case 16 -> 16;
            case 20 -> 8;
            default -> 12;
        };
    }

    private static String attributes(ByteBuffer in, String path) {
        List<String> found = new ArrayList<>();
        while (in.hasRemaining()) {
            int length = in.getShort();
            int type = in.getShort() & 0xffff;
            String inner = path + "/" + type;
            ByteBuffer payload = in.slice(in.position(), length - 4).order(ByteOrder.LITTLE_ENDIAN);
            in.position(in.position() + length - 4);
            found.add(type + "=" + payload(payload, inner));
            while (in.position() % 4 != 0) {
                check(in.get() == 0, "padding is zero");
            }
        }
        found.sort(null);
        return found.toString();
    }

    /// Link info, its data, and the veth peer in it, which starts with a header of its own.
    private static String payload(ByteBuffer in, String path) {
        return switch (path) {
            case "16/18", "16/18/2" -> attributes(in, path);
            case "16/18/2/1" ->
                    hex(in, 16) + attributes(in.slice().order(ByteOrder.LITTLE_ENDIAN), path);
            default -> hex(in, in.remaining());
        };
    }

    private static String hex(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return HEX.formatHex(bytes);
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("does not hold: " + what);
        }
    }
}
