package dev.vpccni.ipam;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Growth that EC2 was asked for and that is not in the pool yet, so that nothing is asked twice.
///
/// Releases need no entry: a leaving block or ENI is marked in the pool.
///
/// @param creates one element per ENI being created: the addresses it will have
/// @param assigns addresses that are being added, by ENI
public record InFlight(List<Integer> creates, SortedMap<EniId, Integer> assigns) {
    public static final InFlight NONE = new InFlight(List.of(), Collections.emptySortedMap());

    public InFlight {
        creates = List.copyOf(creates);
        assigns = Collections.unmodifiableSortedMap(new TreeMap<>((Map<EniId, Integer>) assigns));
    }

    /// All addresses that are expected.
    public int addresses() {
        return sum(creates) + sum(assigns.values());
    }

    int addressesFor(EniId eni) {
        return assigns.getOrDefault(eni, 0);
    }

    private static int sum(Iterable<Integer> numbers) {
        int sum = 0;
        for (int number : numbers) {
            sum += number;
        }
        return sum;
    }
}
