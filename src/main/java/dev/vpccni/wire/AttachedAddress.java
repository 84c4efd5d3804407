package dev.vpccni.wire;

/// One address of an attachment and how it is routed.
///
/// @param address the pod's address in text form, without length
/// @param prefixLength 32 or 128
/// @param gateway next hop inside the pod: 169.254.1.1 or fe80::1 (spec/dataplane.md 1.4)
/// @param eniId the ENI that owns the address
/// @param networkCard index of the network card of that ENI
/// @param deviceIndex device index of that ENI on its card
/// @param routeTable host route table of that ENI; 254 (main) for the primary ENI
public record AttachedAddress(
        String address,
        int prefixLength,
        String gateway,
        String eniId,
        int networkCard,
        int deviceIndex,
        int routeTable) {}
