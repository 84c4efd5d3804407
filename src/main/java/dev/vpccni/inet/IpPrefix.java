package dev.vpccni.inet;

/// A CIDR block: the network address with all host bits zero, and the length of the prefix.
///
/// Units: length in bits, 0..32 or 0..128. Errors: IllegalArgumentException when the length is out of range or a host
/// bit is set; use [#containing] to mask an address.
public record IpPrefix(IpAddress address, int length) implements Comparable<IpPrefix> {
    public IpPrefix {
        if (length < 0 || length > address.family().bits()) {
            throw new IllegalArgumentException(
                    "prefix length "
                            + length
                            + " of "
                            + address
                            + " is not within 0.."
                            + address.family().bits());
        }
        if (!mask(address, length).equals(address)) {
            throw new IllegalArgumentException(
                    address
                            + "/"
                            + length
                            + " has host bits set; the network is "
                            + mask(address, length)
                            + "/"
                            + length);
        }
    }

    /// The prefix of this length that contains the address.
    public static IpPrefix containing(IpAddress address, int length) {
        if (length < 0 || length > address.family().bits()) {
            throw new IllegalArgumentException(
                    "prefix length "
                            + length
                            + " of "
                            + address
                            + " is not within 0.."
                            + address.family().bits());
        }
        return new IpPrefix(mask(address, length), length);
    }

    /// Reads `address/length`; a bare address is a /32 or /128.
    ///
    /// Errors: IllegalArgumentException that quotes the text.
    public static IpPrefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return IpAddress.parse(text).toPrefix();
        }
        IpAddress address = IpAddress.parse(text.substring(0, slash));
        String digits = text.substring(slash + 1);
        int length = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9' || i > 2) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a CIDR block: the length is not a number");
            }
            length = length * 10 + (c - '0');
        }
        if (digits.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a CIDR block: the length is missing");
        }
        return new IpPrefix(address, length);
    }

    public Family family() {
        return address.family();
    }

    public boolean contains(IpAddress other) {
        return other.family() == family() && mask(other, length).equals(address);
    }

    public boolean contains(IpPrefix other) {
        return other.length >= length && contains(other.address);
    }

    /// True for a prefix of one address (/32 or /128).
    public boolean isSingle() {
        return length == family().bits();
    }

    @Override
    public int compareTo(IpPrefix other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : length - other.length;
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }

    private static IpAddress mask(IpAddress address, int length) {
        byte[] bytes = address.bytes();
        for (int i = 0; i < bytes.length; i++) {
            int keep = length - 8 * i;
            if (keep <= 0) {
                bytes[i] = 0;
            } else if (keep < 8) {
                bytes[i] &= (byte) (255 << (8 - keep));
            }
        }
        return IpAddress.of(bytes);
    }
}
