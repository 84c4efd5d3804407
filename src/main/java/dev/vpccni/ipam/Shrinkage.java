package dev.vpccni.ipam;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.Ec2Action.ReleaseEni;
import dev.vpccni.ipam.Ec2Action.UnassignAddresses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The half of a plan that gives back: whole unused ENIs, and while addresses are counted the rest one by one.
///
/// The addresses of an unused ENI that is too young to go are left alone: soon it goes with all of them in one call.
final class Shrinkage {
    private static final Comparator<EniAddresses> LAST_SLOT_FIRST =
            Comparator.comparing(EniAddresses::eni, Eni.BY_SLOT.reversed());
    private static final Comparator<EniAddresses> EMPTIEST_FIRST =
            Comparator.comparingLong((EniAddresses eni) -> eni.counts().assigned())
                    .thenComparing(eni -> eni.eni().isPrimary())
                    .thenComparing(LAST_SLOT_FIRST);

    private final Situation situation;
    private final Set<EniId> growing;
    private final Notes notes;
    private final List<Ec2Action> actions = new ArrayList<>();
    private long surplus;

    /// @param growing ENIs that the same plan asks more addresses for
    Shrinkage(Situation situation, Supply supply, Set<EniId> growing, Notes notes) {
        this.situation = situation;
        this.growing = growing;
        this.notes = notes;
        this.surplus = supply.surplus();
    }

    List<Ec2Action> plan() {
        List<EniAddresses> rest = releaseUnused();
        if (situation.targets().countsAddresses()) {
            rest.stream().sorted(EMPTIEST_FIRST).forEach(this::unassign);
        }
        Optional<Instant> paceEnd =
                situation
                        .lastShrink()
                        .map(last -> last.plus(Planner.SHRINK_GAP))
                        .filter(end -> end.isAfter(situation.now()));
        if (!actions.isEmpty() && paceEnd.isPresent()) {
            notes.obstacle("something was given back a moment ago");
            notes.lookAt(paceEnd.get());
            return List.of();
        }
        return actions;
    }

    /// Answers the ENIs whose addresses may be given back one by one.
    private List<EniAddresses> releaseUnused() {
        List<EniAddresses> rest = new ArrayList<>();
        for (EniAddresses eni : situation.pool().enis().stream().sorted(LAST_SLOT_FIRST).toList()) {
            if (!isReleasable(eni) || cost(eni) > surplus) {
                rest.add(eni);
                continue;
            }
            surplus -= eni.counts().total();
            Instant oldEnough = eni.eni().addedAt().plus(Planner.MIN_ENI_LIFE);
            if (oldEnough.isAfter(situation.now())) {
                notes.obstacle(eni.eni().id() + " is unused but young");
                notes.lookAt(oldEnough);
            } else {
                actions.add(new ReleaseEni(eni.eni().id()));
            }
        }
        return rest;
    }

    /// What must be to spare for the ENI to go. While ENIs are counted that is a full one, however few addresses it has:
    /// growth fills up whole ENIs, and what it added must not be a reason to release another.
    private long cost(EniAddresses eni) {
        return situation.targets().countsAddresses()
                ? eni.counts().total()
                : situation.limits().slotsPerEni();
    }

    private boolean isReleasable(EniAddresses eni) {
        return eni.eni().state() == EniState.READY
                && !eni.eni().isPrimary()
                && eni.isUnused()
                && eni.counts().withheld() == 0
                && !growing.contains(eni.eni().id())
                && situation.inFlight().addressesFor(eni.eni().id()) == 0;
    }

    private void unassign(EniAddresses eni) {
        if (eni.eni().state() != EniState.READY) {
            return;
        }
        List<IpAddress> addresses =
                eni.unusedBlocks().reversed().stream()
                        .filter(IpPrefix::isSingle)
                        .map(IpPrefix::address)
                        .limit(surplus)
                        .toList();
        if (!addresses.isEmpty()) {
            actions.add(new UnassignAddresses(eni.eni().id(), addresses));
            surplus -= addresses.size();
        }
    }
}
