package dev.vpccni.inet;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A 48-bit hardware address as a value. Text form: six lower-case hex pairs with colons.
public final class MacAddress {
    private static final String HEX = "0123456789abcdef";
    private final byte[] bytes;

    private MacAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Shape: 6 bytes; copied. Errors: IllegalArgumentException for another length.
    public static MacAddress of(byte[] bytes) {
        if (bytes.length != 6) {
            throw new IllegalArgumentException("a MAC address has 6 bytes, not " + bytes.length);
        }
        return new MacAddress(Arrays.copyOf(bytes, 6));
    }

    /// Reads `0a:58:0a:00:00:01`, either case. Errors: IllegalArgumentException that quotes the text.
    public static MacAddress parse(String text) {
        byte[] result = new byte[6];
        boolean valid = text.length() == 17;
        for (int i = 0; valid && i < 6; i++) {
            int high = hexDigit(text.charAt(3 * i));
            int low = hexDigit(text.charAt(3 * i + 1));
            valid = high >= 0 && low >= 0 && (i == 5 || text.charAt(3 * i + 2) == ':');
            result[i] = (byte) (high * 16 + low);
        }
        if (!valid) {
            throw new IllegalArgumentException("'" + text + "' is not a MAC address");
        }
        return new MacAddress(result);
    }

    /// Shape: 6 bytes; a copy.
    public byte[] bytes() {
        return Arrays.copyOf(bytes, 6);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MacAddress that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(17);
        for (int i = 0; i < 6; i++) {
            if (i > 0) {
                text.append(':');
            }
            text.append(HEX.charAt((bytes[i] >> 4) & 15)).append(HEX.charAt(bytes[i] & 15));
        }
        return text.toString();
    }

    /// Unlike Character.digit this takes ASCII only.
    private static int hexDigit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
