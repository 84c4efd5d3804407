package dev.vpccni.start;

import dev.vpccni.config.AgentConfig;
import dev.vpccni.engine.HostPort;
import dev.vpccni.host.Applied;
import dev.vpccni.host.HostEni;
import dev.vpccni.host.HostNetwork;
import dev.vpccni.host.HostNetworkApplier;
import dev.vpccni.host.HostNetworkException;
import dev.vpccni.host.SnatSettings;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.Eni;
import dev.vpccni.ipam.EniId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/// The engine's ENIs and the operator's settings as the host room's declaration.
final class HostAdapter implements HostPort, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(HostAdapter.class);

    /// Most links appear sooner after the attach call; for the others the engine asks again.
    private static final Duration LINK_WAIT = Duration.ofSeconds(3);

    private final AgentConfig config;
    private final HostNetworkApplier applier;

    private HostAdapter(AgentConfig config, HostNetworkApplier applier) {
        this.config = config;
        this.applier = applier;
    }

    static HostAdapter open(AgentConfig config, InstantSource clock) {
        return new HostAdapter(
                config, HostNetworkApplier.open(config.paths().procSys(), LINK_WAIT, clock));
    }

    @Override
    public Set<EniId> apply(List<Eni> enis, List<IpPrefix> vpcCidrs) {
        HostNetwork network = network(enis, vpcCidrs);
        try {
            Applied applied = applier.apply(network);
            LOG.debugf(
                    "host network applied enis=%d netlink=%d sysctls=%d nft=%d",
                    enis.size(), applied.netlink(), applied.sysctls(), applied.netfilter());
            return Set.of();
        } catch (HostNetworkException e) {
            if (e.missing().isEmpty() || e.missing().contains(network.primary().id())) {
                throw e;
            }
            LOG.warnf("host network incomplete cause=%s", e.getMessage());
            return Set.copyOf(e.missing());
        }
    }

    private HostNetwork network(List<Eni> enis, List<IpPrefix> vpcCidrs) {
        HostEni primary =
                enis.stream().filter(Eni::isPrimary).findFirst().map(HostEni::of).orElseThrow();
        List<HostEni> secondaries =
                enis.stream().filter(eni -> !eni.isPrimary()).map(HostEni::of).toList();
        return new HostNetwork(
                primary,
                secondaries,
                vpcCidrs,
                snat(),
                config.network().mtu(),
                config.network().externalServiceCidrs());
    }

    @Override
    public Set<IpAddress> podAddresses() {
        return applier.podAddresses(config.network().vethPrefix());
    }

    @Override
    public void close() {
        applier.close();
    }

    private SnatSettings snat() {
        AgentConfig.Snat snat = config.snat();
        return new SnatSettings(
                snat.external(),
                switch (snat.randomize()) {
                    case PRNG -> SnatSettings.Ports.FULLY_RANDOM;
                    case HASHRANDOM -> SnatSettings.Ports.RANDOM;
                    case NONE -> SnatSettings.Ports.KEPT;
                },
                snat.excludeCidrs(),
                snat.nodePort(),
                snat.connmark(),
                config.network().vethPrefix());
    }
}
