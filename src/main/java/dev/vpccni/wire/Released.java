package dev.vpccni.wire;

import java.util.List;

/// Answer to `DELETE /v1/attachments/…`: what was given back; empty when nothing was held (a repeated DEL).
///
/// DEL has two phases: the plugin asks with GET what is attached, removes links, routes and rules, and only then sends
/// DELETE, so no other pod can receive the address while something still routes it here.
public record Released(List<AttachedAddress> addresses) {
    public Released {
        addresses = List.copyOf(addresses);
    }
}
