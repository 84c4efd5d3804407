package dev.vpccni.inet;

/// An address family, with the kernel's number and the width of its addresses.
///
/// Source: `AF_INET`, `AF_INET6` of linux/socket.h.
public enum Family {
    IPV4(2, 4),
    IPV6(10, 16);

    private final int number;
    private final int bytes;

    Family(int number, int bytes) {
        this.number = number;
        this.bytes = bytes;
    }

    /// The kernel's number of this family (AF_INET 2, AF_INET6 10).
    public int number() {
        return number;
    }

    /// Width of an address. Units: bytes.
    public int bytes() {
        return bytes;
    }

    /// Width of an address. Units: bits.
    public int bits() {
        return bytes * 8;
    }

    /// The family with this kernel number.
    ///
    /// Errors: IllegalArgumentException for any other number.
    public static Family ofNumber(int number) {
        if (number == IPV4.number) {
            return IPV4;
        }
        if (number == IPV6.number) {
            return IPV6;
        }
        throw new IllegalArgumentException(
                "address family " + number + " is neither AF_INET (2) nor AF_INET6 (10)");
    }
}
