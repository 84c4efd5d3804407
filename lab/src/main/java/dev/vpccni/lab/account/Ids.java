package dev.vpccni.lab.account;

import dev.vpccni.inet.MacAddress;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Makes ids, MAC addresses and tokens in EC2's forms; the same generator gives the same ids.
final class Ids {
    private static final HexFormat HEX = HexFormat.of();

    private final RandomGenerator random;
    private final Set<MacAddress> macs = new HashSet<>();

    Ids(RandomGenerator random) {
        this.random = random;
    }

    /// Shape: the prefix of the kind, a zero and 16 hex digits.
    String next(ResourceKind kind) {
        return kind.prefix() + "-0" + HEX.toHexDigits(random.nextLong());
    }

    /// A locally administered unicast address that no interface of the account has had.
    MacAddress nextMac() {
        while (true) {
            byte[] bytes = new byte[6];
            random.nextBytes(bytes);
            bytes[0] = (byte) (0x02 | (bytes[0] & 0x0c));
            MacAddress mac = MacAddress.of(bytes);
            if (macs.add(mac)) {
                return mac;
            }
        }
    }
}
