package dev.vpccni.host;

import dev.vpccni.host.HostDiff.Change;
import dev.vpccni.host.HostNetworkException.Step;
import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.netlink.NetlinkTransport;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.Rtnetlink;
import dev.vpccni.netlink.socket.JnrNetlinkTransport;
import dev.vpccni.netlink.socket.Nftables;
import dev.vpccni.netlink.socket.NftablesException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Brings the kernel to the wanted network: read, compare, change what differs, and look again.
///
/// A node that is right sees reads only. After a change everything is read once more, because the kernel removes some
/// things together with others (routes with the last address, addresses with the first of their subnet).
/// Threads: safe for use by many; one at a time works, and it may block for as long as an ENI's link is waited for.
public final class HostNetworkApplier implements AutoCloseable {
    private static final int ROUNDS = 3;
    private static final int RTNLGRP_LINK = 1;
    private static final int NOTIFICATION_BYTES = 32 * 1024;

    /// How long one wait for a notification lasts at most; a lost one then costs no more than this.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Rtnetlink rtnetlink;
    private final Supplier<NetlinkTransport> linkMonitor;
    private final Nftables nftables;
    private final Sysctls sysctls;
    private final Duration linkWait;
    private final InstantSource clock;

    HostNetworkApplier(
            Rtnetlink rtnetlink,
            Supplier<NetlinkTransport> linkMonitor,
            Nftables nftables,
            Sysctls sysctls,
            Duration linkWait,
            InstantSource clock) {
        this.rtnetlink = rtnetlink;
        this.linkMonitor = linkMonitor;
        this.nftables = nftables;
        this.sysctls = sysctls;
        this.linkWait = linkWait;
        this.clock = clock;
    }

    /// Works on the network of this process.
    ///
    /// @param procSys where settings are written, usually `/proc/sys`
    /// @param linkWait how long to wait for the interface of an ENI that was attached just now
    public static HostNetworkApplier open(Path procSys, Duration linkWait, InstantSource clock) {
        Rtnetlink rtnetlink = new Rtnetlink(JnrNetlinkTransport.open());
        return opened(
                rtnetlink,
                () ->
                        new HostNetworkApplier(
                                rtnetlink,
                                () -> JnrNetlinkTransport.monitor(RTNLGRP_LINK),
                                Nftables.open(),
                                new Sysctls(procSys, Optional.empty()),
                                linkWait,
                                clock));
    }

    /// Works on the network namespace at `netns`; otherwise like [#open(Path, Duration, InstantSource)].
    public static HostNetworkApplier openIn(
            Path netns, Path procSys, Duration linkWait, InstantSource clock) {
        Rtnetlink rtnetlink = new Rtnetlink(JnrNetlinkTransport.open(netns));
        return opened(
                rtnetlink,
                () ->
                        new HostNetworkApplier(
                                rtnetlink,
                                () -> JnrNetlinkTransport.monitor(netns, RTNLGRP_LINK),
                                Nftables.open(netns),
                                new Sysctls(procSys, Optional.of(netns)),
                                linkWait,
                                clock));
    }

    /// Makes the node's network what it should be, and returns what had to be changed for it.
    ///
    /// An ENI whose interface is missing is waited for after the others have been seen to.
    ///
    /// Errors: [HostNetworkException] that names the ENI and the change; what was done before it stays, and the next call
    /// goes on from there.
    public Applied apply(HostNetwork network) {
        lock.lock();
        try {
            Applied applied = Applied.NOTHING;
            List<EniLink> links = findLinks(network);
            if (isIncomplete(links, network)
                    && links.stream().anyMatch(link -> link.eni().equals(network.primary()))) {
                HostNetwork present = network.only(links.stream().map(EniLink::eni).toList());
                applied = settle(present, links, applied);
            }
            return settle(network, waitForLinks(network), applied);
        } finally {
            lock.unlock();
        }
    }

    /// What [#apply] would change now.
    public HostDiff compare(HostNetwork network) {
        lock.lock();
        try {
            return compare(network, waitForLinks(network));
        } finally {
            lock.unlock();
        }
    }

    /// IPv4 addresses that the main table routes to an interface whose name starts with the prefix: pods that are there,
    /// whoever remembers them.
    ///
    /// Errors: [HostNetworkException] when the kernel cannot be read.
    public Set<IpAddress> podAddresses(String vethPrefix) {
        lock.lock();
        try {
            Set<Integer> veths =
                    rtnetlink.links().stream()
                            .filter(link ->
                                    link.kind().equals("veth")
                                            && link.name().startsWith(vethPrefix))
                            .map(Link::index)
                            .collect(Collectors.toSet());
            return rtnetlink.routes(Family.IPV4).stream()
                    .filter(route ->
                            route.table() == Route.TABLE_MAIN && veths.contains(route.linkIndex()))
                    .map(Route::destination)
                    .filter(IpPrefix::isSingle)
                    .map(IpPrefix::address)
                    .collect(Collectors.toSet());
        } catch (NetlinkException e) {
            throw new HostNetworkException(Step.READ, "read the routes to pods", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            rtnetlink.close();
            nftables.close();
        } finally {
            lock.unlock();
        }
    }

    /// Changes until nothing differs. The kernel's side effects are one more round; a third is for the unforeseen.
    private Applied settle(HostNetwork network, List<EniLink> links, Applied before) {
        Applied applied = before;
        HostDiff diff = compare(network, links);
        for (int round = 0; round < ROUNDS && !diff.isEmpty(); round++) {
            change(diff);
            applied = applied.plus(diff);
            diff = compare(network, links);
        }
        if (!diff.isEmpty()) {
            throw new HostNetworkException(
                    Step.SETTLE,
                    "the node's network still differs after "
                            + ROUNDS
                            + " rounds; find the program that changes it back. Left: "
                            + diff);
        }
        return applied;
    }

    private HostDiff compare(HostNetwork network, List<EniLink> links) {
        DesiredHost desired = DesiredHost.of(network, links);
        try {
            Map<String, String> settings = new HashMap<>();
            for (String name : desired.sysctls().keySet()) {
                settings.put(name, sysctls.read(name));
            }
            SeenHost seen =
                    new SeenHost(
                            rtnetlink.links(),
                            rtnetlink.addresses(Family.IPV4),
                            rtnetlink.routes(Family.IPV4),
                            rtnetlink.rules(Family.IPV4),
                            settings,
                            table());
            return HostDiff.of(desired, seen);
        } catch (Exception e) {
            throw new HostNetworkException(Step.READ, "read the node's network", e);
        }
    }

    /// Our table is looked for by name first: the error for a missing one is in the words of the system's language.
    private Optional<SeenTable> table() {
        boolean exists =
                nftables.run("list tables ip")
                        .lines()
                        .anyMatch(("table ip " + NftRuleset.TABLE)::equals);
        return exists
                ? Optional.of(
                        SeenTable.parse(nftables.runJson("list table ip " + NftRuleset.TABLE)))
                : Optional.empty();
    }

    private void change(HostDiff diff) {
        diff.sysctls().forEach(this::writeSysctl);
        diff.changes().forEach(this::execute);
        diff.netfilter()
                .ifPresent(commands -> {
                    try {
                        nftables.run(commands);
                    } catch (NftablesException e) {
                        throw new HostNetworkException(
                                Step.NETFILTER, "replace the table ip " + NftRuleset.TABLE, e);
                    }
                });
    }

    private void writeSysctl(String name, String value) {
        try {
            sysctls.write(name, value);
        } catch (Exception e) {
            throw new HostNetworkException(Step.SYSCTL, "set " + name + " = " + value, e);
        }
    }

    private void execute(Change change) {
        try {
            rtnetlink.execute(change.request());
        } catch (NetlinkException e) {
            boolean doneByAnother = change.request().isRemoval() ? e.isAbsent() : e.isExists();
            if (!doneByAnother) {
                throw new HostNetworkException(
                        Step.CHANGE, "set up the network of " + change.subject(), e);
            }
        }
    }

    private List<EniLink> waitForLinks(HostNetwork network) {
        List<EniLink> found = findLinks(network);
        if (!isIncomplete(found, network)) {
            return found;
        }
        Instant deadline = clock.instant().plus(linkWait);
        try (NetlinkTransport monitor = linkMonitor.get()) {
            while (true) {
                found = findLinks(network);
                Duration left = Duration.between(clock.instant(), deadline);
                if (!isIncomplete(found, network)) {
                    return found;
                }
                if (!left.isPositive()) {
                    throw missingLink(network, found);
                }
                awaitNotification(monitor, left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT);
            }
        }
    }

    private static boolean isIncomplete(List<EniLink> links, HostNetwork network) {
        return links.size() < network.enis().size();
    }

    private HostNetworkException missingLink(HostNetwork network, List<EniLink> found) {
        List<HostEni> missing = new ArrayList<>(network.enis());
        found.forEach(link -> missing.remove(link.eni()));
        return new HostNetworkException(
                "no interface with the MAC address of "
                        + missing.getFirst().label()
                        + " within "
                        + linkWait.toMillis()
                        + " ms; check that the ENI is attached to this instance",
                missing.stream().map(HostEni::id).toList());
    }

    private List<EniLink> findLinks(HostNetwork network) {
        try {
            List<Link> links = rtnetlink.links();
            return network.enis().stream()
                    .flatMap(eni ->
                            EniLink.find(links, eni.mac())
                                    .map(link -> new EniLink(eni, link))
                                    .stream())
                    .toList();
        } catch (NetlinkException e) {
            throw new HostNetworkException(Step.READ, "list the node's interfaces", e);
        }
    }

    /// Returns when something may have changed, whatever the reason: the caller looks again anyway.
    private static void awaitNotification(NetlinkTransport monitor, Duration timeout) {
        try {
            monitor.receive(new byte[NOTIFICATION_BYTES], (int) timeout.toMillis() + 1);
        } catch (NetlinkException e) {
            boolean justLookAgain =
                    e.errno() == NetlinkException.ETIMEDOUT
                            || e.errno() == NetlinkException.ENOBUFS;
            if (!justLookAgain) {
                throw new HostNetworkException(Step.FIND_LINK, "wait for an interface", e);
            }
        }
    }

    /// The socket must not stay open when something after it fails to open.
    private static HostNetworkApplier opened(
            Rtnetlink rtnetlink, Supplier<HostNetworkApplier> rest) {
        try {
            return rest.get();
        } catch (RuntimeException e) {
            rtnetlink.close();
            throw e;
        }
    }
}
