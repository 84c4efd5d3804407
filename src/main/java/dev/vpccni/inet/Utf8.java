package dev.vpccni.inet;

/// Text to UTF-8 and back, the same on a JVM and in the native plugin, where `java.nio.charset` would add 45 KB.
///
/// Source: RFC 3629. A lone surrogate is written as `?`; each byte that begins no valid sequence is read as U+FFFD.
public final class Utf8 {
    private static final char REPLACEMENT = '\ufffd';

    private Utf8() {}

    public static byte[] encode(String text) {
        byte[] bytes = new byte[encodedLength(text)];
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            int c = codePoint(text, i);
            if (c < 0x80) {
                bytes[at++] = (byte) c;
                continue;
            }
            int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
            int lead = more == 1 ? 0xc0 : more == 2 ? 0xe0 : 0xf0;
            bytes[at++] = (byte) (lead | (c >> (6 * more)));
            for (int shift = 6 * (more - 1); shift >= 0; shift -= 6) {
                bytes[at++] = (byte) (0x80 | ((c >> shift) & 0x3f));
            }
            i += more == 3 ? 1 : 0;
        }
        return bytes;
    }

    public static String decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    /// Decodes the bytes from index `from` up to but not including index `to`.
    public static String decode(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        int at = from;
        while (at < to) {
            int lead = bytes[at++] & 255;
            int more = continuations(bytes, at, to, lead);
            if (lead < 0x80) {
                text.append((char) lead);
            } else if (more == 0) {
                text.append(REPLACEMENT);
            } else {
                int c = lead & (0x3f >> more);
                for (int end = at + more; at < end; at++) {
                    c = (c << 6) | (bytes[at] & 0x3f);
                }
                append(text, c);
            }
        }
        return text.toString();
    }

    /// How many bytes follow this lead byte in a valid sequence; 0 when the sequence is not valid.
    private static int continuations(byte[] bytes, int at, int to, int lead) {
        int more = lead < 0xc2 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : 0;
        if (more == 0 || at + more > to) {
            return 0;
        }
        for (int i = at; i < at + more; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        // Overlong forms, surrogates, and what is above U+10FFFF show in the second byte.
        int second = bytes[at] & 255;
        boolean invalid =
                (lead == 0xe0 && second < 0xa0)
                        || (lead == 0xed && second >= 0xa0)
                        || (lead == 0xf0 && second < 0x90)
                        || (lead == 0xf4 && second >= 0x90);
        return invalid ? 0 : more;
    }

    private static void append(StringBuilder text, int c) {
        if (c < 0x10000) {
            text.append((char) c);
        } else {
            text.append((char) (0xd800 + ((c - 0x10000) >> 10)));
            text.append((char) (0xdc00 + ((c - 0x10000) & 0x3ff)));
        }
    }

    private static int encodedLength(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            int c = codePoint(text, i);
            length += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            i += c < 0x10000 ? 0 : 1;
        }
        return length;
    }

    private static int codePoint(String text, int index) {
        char c = text.charAt(index);
        if (c < 0xd800 || c > 0xdfff) {
            return c;
        }
        if (c < 0xdc00 && index + 1 < text.length()) {
            char low = text.charAt(index + 1);
            if (low >= 0xdc00 && low <= 0xdfff) {
                return 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            }
        }
        return '?';
    }
}
