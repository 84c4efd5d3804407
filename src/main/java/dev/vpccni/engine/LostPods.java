package dev.vpccni.engine;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.ipam.AddressState;
import dev.vpccni.ipam.Assignment;
import dev.vpccni.ipam.AttachmentKey;
import dev.vpccni.ipam.PodRef;
import dev.vpccni.ipam.Pool;
import dev.vpccni.store.AssignmentJournal;
import dev.vpccni.store.JournalEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/// Pods that a damaged journal has forgotten, but the kernel still routes to.
///
/// Their addresses are held in the name of the network `recovered`, which no runtime uses, so neither ADD nor GC can
/// take them; each is given back when its route has gone, which is when the plugin has served the pod's DEL.
final class LostPods {
    private static final Logger LOG = Logger.getLogger(LostPods.class);
    private static final String NETWORK = "recovered";

    private LostPods() {}

    /// Holds every free address that the kernel routes to a pod.
    static Pool hold(Pool pool, Set<IpAddress> routed, AssignmentJournal journal, Instant now) {
        Pool next = pool;
        for (IpAddress address : routed.stream().sorted().toList()) {
            Optional<AddressState> state = pool.state(address);
            if (state.isPresent() && !(state.get() instanceof AddressState.Assigned)) {
                Assignment held =
                        new Assignment(
                                new AttachmentKey(NETWORK, address.toString(), "unknown"),
                                PodRef.UNKNOWN,
                                address,
                                now);
                journal.append(new JournalEntry.Assigned(held));
                next = next.restore(held).pool();
                LOG.warnf(
                        "address of a forgotten pod held address=%s until=its route is gone",
                        address);
            }
        }
        return next;
    }

    /// Held addresses whose pods have gone.
    static List<AttachmentKey> gone(Pool pool, Set<IpAddress> routed) {
        return pool.assignments().stream()
                .filter(held -> held.key().network().equals(NETWORK))
                .filter(held -> !routed.contains(held.address()))
                .map(Assignment::key)
                .toList();
    }

    /// Whether any address is held so.
    static boolean any(Pool pool) {
        return pool.assignments().stream().anyMatch(held -> held.key().network().equals(NETWORK));
    }
}
