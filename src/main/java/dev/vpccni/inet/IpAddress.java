package dev.vpccni.inet;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An IPv4 or IPv6 address as a value: 4 or 16 bytes in network order.
///
/// Text form: dotted quad, or RFC 5952 (lower case, longest run of zero groups compressed). Parsing accepts exactly
/// RFC 4291 text without a zone and without an embedded dotted quad, and never asks a name server.
public final class IpAddress implements Comparable<IpAddress> {
    private final byte[] bytes;

    private IpAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Shape: 4 or 16 bytes in network order; copied. Errors: IllegalArgumentException for another length.
    public static IpAddress of(byte[] bytes) {
        if (bytes.length != 4 && bytes.length != 16) {
            throw new IllegalArgumentException(
                    "an IP address has 4 or 16 bytes, not " + bytes.length);
        }
        return new IpAddress(Arrays.copyOf(bytes, bytes.length));
    }

    /// The IPv4 address with this value in host order, for instance 0x0a000001 for 10.0.0.1.
    public static IpAddress ofIpv4(int value) {
        return new IpAddress(
                new byte[] {
                    (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
                });
    }

    /// The all-zero address of a family (0.0.0.0 or ::).
    public static IpAddress any(Family family) {
        return new IpAddress(new byte[family.bytes()]);
    }

    /// Reads an address. Errors: IllegalArgumentException that quotes the text.
    public static IpAddress parse(String text) {
        byte[] parsed = text.indexOf(':') >= 0 ? parseIpv6(text) : parseIpv4(text);
        if (parsed == null) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address");
        }
        return new IpAddress(parsed);
    }

    public Family family() {
        return bytes.length == 4 ? Family.IPV4 : Family.IPV6;
    }

    /// Shape: 4 or 16 bytes in network order; a copy.
    public byte[] bytes() {
        return Arrays.copyOf(bytes, bytes.length);
    }

    /// The IPv4 value in host order. Errors: IllegalStateException for an IPv6 address.
    public int ipv4Value() {
        if (bytes.length != 4) {
            throw new IllegalStateException(this + " is not an IPv4 address");
        }
        return ((bytes[0] & 255) << 24)
                | ((bytes[1] & 255) << 16)
                | ((bytes[2] & 255) << 8)
                | (bytes[3] & 255);
    }

    /// This address plus `offset`, with carry through all bytes; wraps at the end of the family's space.
    public IpAddress plus(long offset) {
        byte[] sum = Arrays.copyOf(bytes, bytes.length);
        long carry = offset;
        for (int i = sum.length - 1; i >= 0 && carry != 0; i--) {
            long digit = (sum[i] & 255) + (carry & 255);
            sum[i] = (byte) digit;
            carry = (carry >> 8) + (digit >> 8);
        }
        return new IpAddress(sum);
    }

    /// The single-address prefix: /32 or /128.
    public IpPrefix toPrefix() {
        return new IpPrefix(this, family().bits());
    }

    public boolean isAny() {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(IpAddress other) {
        if (bytes.length != other.bytes.length) {
            return bytes.length - other.bytes.length;
        }
        for (int i = 0; i < bytes.length; i++) {
            int difference = (bytes[i] & 255) - (other.bytes[i] & 255);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length == 4 ? formatIpv4() : formatIpv6();
    }

    private String formatIpv4() {
        return (bytes[0] & 255)
                + "."
                + (bytes[1] & 255)
                + "."
                + (bytes[2] & 255)
                + "."
                + (bytes[3] & 255);
    }

    private String formatIpv6() {
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < 8; ) {
            int end = i;
            while (end < 8 && group(end) == 0) {
                end++;
            }
            if (end - i > runLength) {
                runStart = i;
                runLength = end - i;
            }
            i = end == i ? i + 1 : end;
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
                continue;
            }
            if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(i)));
        }
        return text.toString();
    }

    private int group(int index) {
        return ((bytes[2 * index] & 255) << 8) | (bytes[2 * index + 1] & 255);
    }

    private static byte @Nullable [] parseIpv4(String text) {
        byte[] result = new byte[4];
        int position = 0;
        for (int i = 0; i < 4; i++) {
            int start = position;
            int value = 0;
            while (position < text.length()
                    && isDigit(text.charAt(position))
                    && position - start < 3) {
                value = value * 10 + (text.charAt(position) - '0');
                position++;
            }
            boolean leadingZero = position - start > 1 && text.charAt(start) == '0';
            if (position == start || value > 255 || leadingZero) {
                return null;
            }
            result[i] = (byte) value;
            if (i < 3) {
                if (position >= text.length() || text.charAt(position) != '.') {
                    return null;
                }
                position++;
            }
        }
        return position == text.length() ? result : null;
    }

    private static byte @Nullable [] parseIpv6(String text) {
        int[] groups = new int[8];
        int count = 0;
        int gap = -1;
        int position = 0;
        if (text.startsWith("::")) {
            gap = 0;
            position = 2;
        } else if (text.startsWith(":")) {
            return null;
        }
        while (position < text.length()) {
            int start = position;
            int value = 0;
            while (position < text.length()
                    && hexDigit(text.charAt(position)) >= 0
                    && position - start < 4) {
                value = value * 16 + hexDigit(text.charAt(position));
                position++;
            }
            if (position == start || count == 8) {
                return null;
            }
            groups[count++] = value;
            if (position == text.length()) {
                break;
            }
            if (text.charAt(position) != ':') {
                return null;
            }
            position++;
            if (position < text.length() && text.charAt(position) == ':') {
                if (gap >= 0) {
                    return null;
                }
                gap = count;
                position++;
            } else if (position == text.length()) {
                return null;
            }
        }
        if (gap < 0 ? count != 8 : count > 7) {
            return null;
        }
        byte[] result = new byte[16];
        for (int i = 0; i < count; i++) {
            int target = gap >= 0 && i >= gap ? 8 - (count - i) : i;
            result[2 * target] = (byte) (groups[i] >>> 8);
            result[2 * target + 1] = (byte) groups[i];
        }
        return result;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int hexDigit(char c) {
        if (isDigit(c)) {
            return c - '0';
        }
        if (c >= 'a' && c <= 'f') {
            return c - 'a' + 10;
        }
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }
}
