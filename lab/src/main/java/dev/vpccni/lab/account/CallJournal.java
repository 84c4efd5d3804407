package dev.vpccni.lab.account;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Every EC2 call made to the account, whether it succeeded or not, in the order of the answers.
///
/// The last 100,000 calls are kept whole; the counts by action cover all. Safe for threads.
public final class CallJournal {
    private static final int KEPT = 100_000;

    private final ArrayDeque<Call> calls = new ArrayDeque<>();
    private final SortedMap<String, CallCount> counts = new TreeMap<>();

    public synchronized void add(Call call) {
        if (calls.size() == KEPT) {
            calls.removeFirst();
        }
        calls.addLast(call);
        counts.merge(
                call.action(),
                new CallCount(call.action(), 0, new TreeMap<>(), Duration.ZERO).plus(call),
                (before, _) -> before.plus(call));
    }

    /// The calls that are kept, oldest first.
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /// How often each action was called, by name.
    public synchronized List<CallCount> counts() {
        return List.copyOf(counts.values());
    }

    /// The number of calls of one action, failed ones included.
    public synchronized long count(String action) {
        CallCount count = counts.get(action);
        return count == null ? 0 : count.calls();
    }

    /// Forgets everything, so that a test or a phase of a demo counts its own calls.
    public synchronized void clear() {
        calls.clear();
        counts.clear();
    }
}
