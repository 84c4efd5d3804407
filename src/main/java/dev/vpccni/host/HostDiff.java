package dev.vpccni.host;

import dev.vpccni.netlink.RequestText;
import dev.vpccni.netlink.RtRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What to change so that the kernel has what it should have; empty for a node that is right.
///
/// Invariant: applied to the kernel that was seen, the next difference is empty. New things are added before old ones are
/// removed, and what is right is never touched, so traffic of other pods is not disturbed.
///
/// @param changes in this order
/// @param sysctls name with slashes as below /proc/sys, and value
/// @param netfilter commands for one transaction; empty for none
public record HostDiff(
        List<Change> changes, Map<String, String> sysctls, Optional<String> netfilter) {
    /// One request to the kernel and whom it serves.
    ///
    /// @param subject for messages: an ENI with its MAC address, or `the node`
    public record Change(RtRequest request, String subject) {}

    public HostDiff {
        changes = List.copyOf(changes);
        sysctls = Map.copyOf(sysctls);
    }

    static HostDiff of(DesiredHost desired, SeenHost seen) {
        return new HostDiff(
                new HostChanges(desired, seen).list(),
                desired.sysctls().entrySet().stream()
                        .filter(entry ->
                                !entry.getValue().equals(seen.sysctls().get(entry.getKey())))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                netfilter(desired.netfilter(), seen.netfilter()));
    }

    public boolean isEmpty() {
        return writes() == 0;
    }

    /// How many changes the kernel is asked for.
    public int writes() {
        return changes.size() + sysctls.size() + (netfilter.isPresent() ? 1 : 0);
    }

    /// One change in a line, in the words of ip(8).
    @Override
    public String toString() {
        Stream<String> requests = changes.stream().map(change -> RequestText.of(change.request()));
        Stream<String> settings =
                sysctls.entrySet().stream().map(entry -> entry.getKey() + " = " + entry.getValue());
        Stream<String> rules =
                netfilter.stream()
                        .map(commands -> "nft transaction of " + commands.length() + " bytes");
        return Stream.of(requests, settings, rules)
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }

    private static Optional<String> netfilter(
            Optional<NftRuleset> desired, Optional<SeenTable> seen) {
        if (desired.isEmpty()) {
            return seen.map(table -> NftRuleset.deleteCommands());
        }
        return seen.isPresent() && seen.get().is(desired.get())
                ? Optional.empty()
                : desired.map(NftRuleset::replaceCommands);
    }
}
