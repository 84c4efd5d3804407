package dev.vpccni.engine;

import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.Eni;
import java.util.List;
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

    /// Applies, then calls `done` with null or with what failed, on the worker's thread.
    void apply(List<Eni> enis, List<IpPrefix> vpcCidrs, Consumer<@Nullable RuntimeException> done) {
        thread.execute(() -> {
            RuntimeException failure = null;
            try {
                host.apply(enis, vpcCidrs);
            } catch (RuntimeException e) {
                failure = e;
                LOG.errorf(e, "host network not applied cause=%s", e.getMessage());
            }
            done.accept(failure);
        });
    }
}
