package dev.vpccni.ipam;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What became of a request to change several blocks of one ENI: those that could be changed are, the rest says why not.
///
/// @param changed in the order asked
/// @param refused block to reason, one sentence each
public record BlockChange(Pool pool, List<IpPrefix> changed, SortedMap<IpPrefix, String> refused) {
    public BlockChange {
        changed = List.copyOf(changed);
        refused = Collections.unmodifiableSortedMap(new TreeMap<>((Map<IpPrefix, String>) refused));
    }

    /// The changed blocks of one address each, for calls that take addresses.
    public List<IpAddress> changedAddresses() {
        return changed.stream().filter(IpPrefix::isSingle).map(IpPrefix::address).toList();
    }
}
