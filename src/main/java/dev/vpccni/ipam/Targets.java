package dev.vpccni.ipam;

import java.util.OptionalInt;

/// How much spare room the operator wants, as the incumbent's variables say it (spec/ipamd.md 1.2).
///
/// @param warmEni `WARM_ENI_TARGET`: ENIs' worth of free addresses; counts only while both address targets are 0
/// @param warmIp `WARM_IP_TARGET`: free addresses; 0 when not set
/// @param minimumIp `MINIMUM_IP_TARGET`: floor on all addresses, free or not; 0 when not set
/// @param maxEni `MAX_ENI`: bound on ENIs, the primary included; empty when not set. Units: >= 1
public record Targets(int warmEni, int warmIp, int minimumIp, OptionalInt maxEni) {
    public Targets {
        if (warmEni < 0 || warmIp < 0 || minimumIp < 0 || maxEni.orElse(1) < 1) {
            throw new IllegalArgumentException(
                    "warm targets must not be negative, and MAX_ENI not below 1: WARM_ENI_TARGET="
                            + warmEni
                            + " WARM_IP_TARGET="
                            + warmIp
                            + " MINIMUM_IP_TARGET="
                            + minimumIp
                            + " MAX_ENI="
                            + maxEni);
        }
    }

    /// True when addresses are counted and not ENIs: `WARM_ENI_TARGET` is ignored then.
    public boolean countsAddresses() {
        return warmIp > 0 || minimumIp > 0;
    }
}
