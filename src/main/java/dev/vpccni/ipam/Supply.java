package dev.vpccni.ipam;

/// The arithmetic of [Planner] on one situation. Units: addresses.
record Supply(Situation situation) {
    /// What can be given out without another call to EC2, cooling addresses not counted.
    long available() {
        return counts().free() + counts().pending() + coming();
    }

    /// What EC2 was asked for and has not delivered.
    long coming() {
        return situation.inFlight().addresses();
    }

    int waiting() {
        return situation.demand().addresses();
    }

    /// Free addresses that the targets want beyond those that pods wait for.
    long wantedFree() {
        Targets targets = situation.targets();
        long eniWorth = (long) targets.warmEni() * situation.limits().slotsPerEni();
        return targets.countsAddresses() ? targets.warmIp() : Math.max(eniWorth, 1);
    }

    /// What the targets and the waiting pods miss, bounds on pods and ENIs not looked at.
    long missing() {
        long missing = wantedFree() + waiting() - available();
        return Math.max(Math.max(missing, floor() - lasting() - coming()), 0);
    }

    /// How many more the node may have.
    long room() {
        return Math.max(situation.limits().maxPods() - lasting() - coming(), 0);
    }

    /// Free addresses that neither the targets nor the waiting pods want; those still coming do not count.
    long surplus() {
        long surplus = counts().free() - waiting() - wantedFree();
        return Math.max(Math.min(surplus, lasting() - floor()), 0);
    }

    Counts counts() {
        return situation.pool().counts();
    }

    String target() {
        Targets targets = situation.targets();
        if (!targets.countsAddresses()) {
            return wantedFree() + " free (WARM_ENI_TARGET " + targets.warmEni() + ")";
        }
        String free = targets.warmIp() + " free";
        return targets.minimumIp() == 0 ? free : free + " and " + targets.minimumIp() + " in all";
    }

    /// All addresses but those on their way out or in doubt.
    private long lasting() {
        return counts().total() - counts().withheld();
    }

    private long floor() {
        return situation.targets().minimumIp();
    }
}
