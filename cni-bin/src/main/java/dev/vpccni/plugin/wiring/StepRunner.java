package dev.vpccni.plugin.wiring;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.Neighbor;
import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.RtRequest.Mode;
import dev.vpccni.netlink.Rule;
import dev.vpccni.plugin.cni.CniError;
import dev.vpccni.plugin.os.Deadline;
import dev.vpccni.plugin.os.NetworkNamespace;
import dev.vpccni.plugin.os.OsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Carries out steps and remembers them, so that they can be taken back in reverse.
public final class StepRunner {
    /// No sane node has this many rules with the same selectors.
    private static final int MAX_EQUAL_RULES = 64;

    private final NetworkNamespace host;
    private final NetworkNamespace pod;
    private final Map<String, Integer> hostIndexes = new HashMap<>();
    private final Map<String, Integer> podIndexes = new HashMap<>();
    private final List<Step> done = new ArrayList<>();

    public StepRunner(NetworkNamespace host, NetworkNamespace pod) {
        this.host = host;
        this.pod = pod;
    }

    /// Runs the steps up to the first that fails, and none after the deadline.
    ///
    /// Errors: [NetlinkException] or [OsException] of the step, [CniError] code 11 when time is up.
    public void run(List<Step> steps, Deadline deadline) {
        for (Step step : steps) {
            if (deadline.isOver()) {
                throw new CniError(CniError.TRY_AGAIN_LATER, "the time limit of the call is over");
            }
            perform(step);
            done.add(step);
        }
    }

    /// Takes back what was done, last step first. One failure does not stop the rest.
    ///
    /// @param failures gets a sentence for each step that could not be taken back
    public void undo(List<String> failures) {
        for (int i = done.size() - 1; i >= 0; i--) {
            Step undo = done.get(i).undo();
            if (undo != null) {
                undo(undo, failures);
            }
        }
        done.clear();
    }

    private void undo(Step step, List<String> failures) {
        try {
            perform(step);
        } catch (NetlinkException e) {
            if (!e.isAbsent()) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
    }

    private void perform(Step step) {
        if (step instanceof Step.CreatePair create) {
            createPair(create);
        } else if (step instanceof Step.Sysctl sysctl) {
            writeSysctl(sysctl);
        } else if (step instanceof Step.AddRule add) {
            addRule(add);
        } else if (step instanceof Step.DeleteRules delete) {
            deleteRules(namespace(delete.side()), delete.rule());
        } else {
            namespace(step.side()).execute(request(step));
        }
    }

    private RtRequest request(Step step) {
        if (step instanceof Step.DeleteHostLink delete) {
            return new RtRequest.DeleteLink(index(Side.HOST, delete.name()));
        }
        if (step instanceof Step.SetAlias set) {
            return new RtRequest.SetAlias(index(set.side(), set.link()), set.alias());
        }
        if (step instanceof Step.Raise raise) {
            return RtRequest.ChangeLink.up(index(raise.side(), raise.link()));
        }
        if (step instanceof Step.AddRoute add) {
            int index = index(add.side(), add.link());
            Route route = route(add.destination(), add.gateway(), index, add.table());
            return new RtRequest.AddRoute(route, add.mode());
        }
        if (step instanceof Step.DeleteRoute delete) {
            int index = index(delete.side(), delete.link());
            return new RtRequest.DeleteRoute(
                    Route.connected(delete.destination(), index, delete.table()));
        }
        if (step instanceof Step.AddAddress add) {
            return address(add.address(), index(add.side(), add.link()));
        }
        if (step instanceof Step.AddNeighbor add) {
            Neighbor neighbor =
                    Neighbor.permanent(index(add.side(), add.link()), add.address(), add.mac());
            return new RtRequest.AddNeighbor(neighbor, Mode.REPLACE);
        }
        throw new IllegalStateException("no request for a " + step.getClass().getName());
    }

    private void createPair(Step.CreatePair create) {
        RtRequest.VethPeer peer =
                new RtRequest.VethPeer(
                        create.hostName(), create.mtu(), create.hostMac(), 0, host.fd());
        pod.execute(
                new RtRequest.CreateVeth(
                        create.podName(), create.mtu(), create.podMac(), 0, create.podUp(), peer));
        Link link = pod.link(create.podName());
        if (link == null) {
            throw new NetlinkException(
                    "find " + create.podName() + " after its creation",
                    NetlinkException.ENODEV,
                    "");
        }
        podIndexes.put(create.podName(), link.index());
        // The index of a veth's peer is its index in the namespace that the peer is in.
        hostIndexes.put(create.hostName(), link.peerIndex());
    }

    private void writeSysctl(Step.Sysctl sysctl) {
        try {
            namespace(sysctl.side()).writeSysctl(sysctl.key(), sysctl.value());
        } catch (OsException e) {
            if (e.errno() != OsException.ENOENT) {
                throw e;
            }
        }
    }

    private void addRule(Step.AddRule add) {
        try {
            namespace(add.side()).execute(new RtRequest.AddRule(add.rule()));
        } catch (NetlinkException e) {
            if (!e.isExists()) {
                throw e;
            }
        }
    }

    static void deleteRules(NetworkNamespace namespace, Rule rule) {
        for (int i = 0; i < MAX_EQUAL_RULES; i++) {
            try {
                namespace.execute(new RtRequest.DeleteRule(rule));
            } catch (NetlinkException e) {
                if (!e.isAbsent()) {
                    throw e;
                }
                return;
            }
        }
    }

    private static Route route(
            IpPrefix destination, @Nullable IpAddress gateway, int index, int table) {
        return gateway == null
                ? Route.connected(destination, index, table)
                : Route.via(destination, gateway, index, table);
    }

    private static RtRequest address(IpAddress address, int index) {
        int flags = address.family() == Family.IPV6 ? LinkAddress.NODAD : 0;
        LinkAddress value =
                new LinkAddress(
                        index, address, address.family().bits(), Route.SCOPE_UNIVERSE, flags);
        return new RtRequest.AddAddress(value, Mode.CREATE);
    }

    private NetworkNamespace namespace(Side side) {
        return side == Side.HOST ? host : pod;
    }

    private int index(Side side, String name) {
        Integer index = (side == Side.HOST ? hostIndexes : podIndexes).get(name);
        if (index == null) {
            throw new IllegalStateException("no step has created " + name + " (" + side + ")");
        }
        return index;
    }
}
