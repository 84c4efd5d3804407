package dev.vpccni.engine;

import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.Eni;
import dev.vpccni.ipam.EniId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Applies the node's network one state after the other, on a thread of its own.
final class HostWorker {
    private static final Logger LOG = Logger.getLogger(HostWorker.class);

    private final HostPort host;
    private final ExecutorService thread;

    /// @param thread runs one task at a time
    HostWorker(HostPort host, ExecutorService thread) {
        this.host = host;
        this.thread = thread;
    }

    /// Applies, then calls `done` on the worker's thread.
    void apply(List<Eni> enis, List<IpPrefix> vpcCidrs, Consumer<Outcome> done) {
        thread.execute(() -> {
            Outcome outcome;
            try {
                outcome = new Outcome(host.apply(enis, vpcCidrs), null);
            } catch (RuntimeException e) {
                LOG.errorf(e, "host network not applied cause=%s", e.getMessage());
                outcome = new Outcome(Set.of(), e);
            }
            done.accept(outcome);
        });
    }

    /// How one application ended.
    ///
    /// @param missing ENIs whose links have not appeared
    /// @param failure null when everything else was set up
    record Outcome(Set<EniId> missing, @Nullable RuntimeException failure) {}
}
