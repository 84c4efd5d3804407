package dev.vpccni.ipam;

import dev.vpccni.ipam.Ec2Action.AssignAddresses;
import dev.vpccni.ipam.Ec2Action.CreateEni;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The half of a plan that asks for more: fills the ENIs that are there, then creates others.
///
/// While ENIs are counted and not addresses, each ENI that is touched is filled, as the incumbent does.
final class Growth {
    private final Situation situation;
    private final Notes notes;
    private final List<Ec2Action> actions = new ArrayList<>();
    private final List<Pause> pauses = new ArrayList<>();
    private long missing;
    private long room;

    Growth(Situation situation, Supply supply, Notes notes) {
        this.situation = situation;
        this.notes = notes;
        this.missing = supply.missing();
        this.room = supply.room();
    }

    List<Ec2Action> plan() {
        fillAttached();
        int freeSlots = situation.eniLimit() - attached();
        Optional<Pause> noCreation = situation.pauses().ofCreation(situation.now());
        while (wanted() > 0 && freeSlots > 0 && slotsPerEni() > 0 && noCreation.isEmpty()) {
            int addresses = take(slotsPerEni());
            actions.add(new CreateEni(addresses));
            freeSlots--;
        }
        if (missing > 0) {
            explain(freeSlots, noCreation);
        }
        return actions;
    }

    private void fillAttached() {
        Stream<EniAddresses> ready =
                situation.pool().enis().stream()
                        .filter(eni -> eni.eni().state() == EniState.READY)
                        .sorted((one, other) -> Eni.BY_SLOT.compare(one.eni(), other.eni()));
        for (EniAddresses eni : ready.toList()) {
            int slots = slotsPerEni() - eni.blocks().size() - inFlight(eni);
            if (wanted() > 0 && slots > 0 && isOpen(eni.eni().subnet())) {
                actions.add(new AssignAddresses(eni.eni().id(), take(slots)));
            }
        }
    }

    private boolean isOpen(SubnetId subnet) {
        Optional<Pause> pause = situation.pauses().ofSubnet(subnet, situation.now());
        pause.ifPresent(pauses::add);
        return pause.isEmpty();
    }

    /// Takes as many of the slots as are wanted.
    private int take(int slots) {
        long addresses = Math.min(slots, situation.targets().countsAddresses() ? wanted() : room);
        missing -= addresses;
        room -= addresses;
        return (int) addresses;
    }

    private long wanted() {
        return Math.min(missing, room);
    }

    private int attached() {
        return situation.pool().enis().size() + situation.inFlight().creates().size();
    }

    private int slotsPerEni() {
        return situation.limits().slotsPerEni();
    }

    private int inFlight(EniAddresses eni) {
        return situation.inFlight().addressesFor(eni.eni().id());
    }

    private void explain(int freeSlots, Optional<Pause> noCreation) {
        if (room == 0) {
            notes.obstacle("the limit of " + situation.limits().maxPods() + " pods is reached");
            return;
        }
        pauses.forEach(notes::pause);
        noCreation.ifPresent(notes::pause);
        if (freeSlots <= 0) {
            notes.obstacle("all " + situation.eniLimit() + " ENIs are in use");
        }
    }
}
