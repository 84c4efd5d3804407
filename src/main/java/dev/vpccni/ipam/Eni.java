package dev.vpccni.ipam;

import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import java.time.Instant;
import java.util.Comparator;

/// One attached network interface, without the addresses it lends to pods: those are in [EniAddresses].
///
/// @param subnetCidr the block of its subnet; the gateway is the first address after the base
/// @param isPrimary true for the instance's own interface (card 0, device 0), which can never be released
/// @param addedAt when this agent first saw it; its minimum life counts from here, so a restart renews it
public record Eni(
        EniId id,
        MacAddress mac,
        int networkCard,
        int deviceIndex,
        SubnetId subnet,
        IpPrefix subnetCidr,
        PrimaryAddress primary,
        boolean isPrimary,
        EniState state,
        Instant addedAt) {
    /// The kernel's main route table.
    public static final int MAIN_TABLE = 254;

    static final Comparator<Eni> BY_SLOT =
            Comparator.comparingInt(Eni::networkCard)
                    .thenComparingInt(Eni::deviceIndex)
                    .thenComparing(Eni::id);

    private static final int FIRST_CARD_TABLE = 10_000;
    private static final int TABLES_PER_CARD = 100;

    public Eni {
        if (networkCard < 0 || deviceIndex < 0) {
            throw new IllegalArgumentException(
                    id
                            + " cannot be device "
                            + deviceIndex
                            + " of card "
                            + networkCard
                            + ": neither may be negative");
        }
    }

    /// The host's route table for traffic of pods on this ENI.
    ///
    /// Source: spec/ipamd.md 2.11: main for the primary ENI, device index + 1 on card 0, 10000 + 100 card + device
    /// index beyond.
    public int routeTable() {
        if (networkCard > 0) {
            return FIRST_CARD_TABLE + TABLES_PER_CARD * networkCard + deviceIndex;
        }
        return deviceIndex == 0 ? MAIN_TABLE : deviceIndex + 1;
    }

    public Eni withState(EniState next) {
        return new Eni(
                id,
                mac,
                networkCard,
                deviceIndex,
                subnet,
                subnetCidr,
                primary,
                isPrimary,
                next,
                addedAt);
    }
}
