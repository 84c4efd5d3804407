package dev.vpccni.lab.account;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import java.util.List;

/// Which addresses of one family a call wants: by number or by name, single ones or prefixes.
///
/// Shape: at most one of the four is set. Errors: InvalidParameterCombination for more, InvalidParameterValue for a
/// negative number.
public record AddressAsk(
        int count, List<IpAddress> addresses, int prefixCount, List<IpPrefix> prefixes) {
    private static final AddressAsk NOTHING = new AddressAsk(0, List.of(), 0, List.of());

    public AddressAsk {
        addresses = List.copyOf(addresses);
        prefixes = List.copyOf(prefixes);
        if (count < 0 || prefixCount < 0) {
            throw Errors.invalidValue(
                    "Value ("
                            + Math.min(count, prefixCount)
                            + ") for a count of addresses or"
                            + " prefixes is invalid. The count must not be negative.");
        }
        int given = (count > 0 ? 1 : 0) + (addresses.isEmpty() ? 0 : 1);
        int givenPrefixes = (prefixCount > 0 ? 1 : 0) + (prefixes.isEmpty() ? 0 : 1);
        if (given + givenPrefixes > 1) {
            throw Errors.invalidCombination(
                    "Only one of a number of addresses, addresses, a number of prefixes or prefixes may be specified.");
        }
    }

    public static AddressAsk nothing() {
        return NOTHING;
    }

    public static AddressAsk addresses(int count) {
        return new AddressAsk(count, List.of(), 0, List.of());
    }

    public static AddressAsk addresses(List<IpAddress> addresses) {
        return new AddressAsk(0, addresses, 0, List.of());
    }

    public static AddressAsk prefixes(int count) {
        return new AddressAsk(0, List.of(), count, List.of());
    }

    /// True if nothing is wanted.
    public boolean isEmpty() {
        return slots() == 0;
    }

    /// The places of an interface that this takes: an address and a prefix take one each.
    public int slots() {
        return count + addresses.size() + prefixCount + prefixes.size();
    }
}
