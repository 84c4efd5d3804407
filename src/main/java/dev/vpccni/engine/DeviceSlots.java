package dev.vpccni.engine;

import dev.vpccni.ec2.AttachmentId;
import dev.vpccni.ec2.DeviceSlot;
import dev.vpccni.ipam.EniId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the ENIs of this instance are plugged in, so that more can be attached and detached without asking EC2.
///
/// Used by several threads. A slot that EC2 says is taken by somebody else stays out of use until the next start.
public final class DeviceSlots {
    private static final int CARD = 0;
    private static final int MOST = 100;

    private record Place(DeviceSlot slot, @Nullable AttachmentId attachment) {}

    private final Map<EniId, Place> places = new HashMap<>();
    private final Set<DeviceSlot> reserved = new HashSet<>();

    /// The lowest free slot; it is ours until occupied or cancelled.
    ///
    /// Errors: IllegalStateException when none is free, which the ENI limits of all instance types rule out.
    synchronized DeviceSlot reserve() {
        for (int index = 1; index < MOST; index++) {
            DeviceSlot slot = new DeviceSlot(CARD, index);
            if (places.values().stream().noneMatch(place -> place.slot().equals(slot))
                    && reserved.add(slot)) {
                return slot;
            }
        }
        throw new IllegalStateException(
                "no free device index below " + MOST + " on network card " + CARD);
    }

    /// Records that the ENI is plugged in there.
    ///
    /// @param attachment null when it is not known yet
    public synchronized void occupy(DeviceSlot slot, EniId eni, @Nullable AttachmentId attachment) {
        reserved.remove(slot);
        places.put(eni, new Place(slot, attachment));
    }

    /// Gives a reservation back; one that EC2 reports as taken is kept out of use.
    synchronized void cancel(DeviceSlot slot, boolean takenByOther) {
        if (!takenByOther) {
            reserved.remove(slot);
        }
    }

    synchronized Optional<AttachmentId> attachment(EniId eni) {
        return Optional.ofNullable(places.get(eni)).map(Place::attachment);
    }

    synchronized void free(EniId eni) {
        places.remove(eni);
    }
}
