package dev.vpccni.lab.fabric;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.netlink.NetlinkTransport;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.RtRequest.Mode;
import dev.vpccni.netlink.Rtnetlink;
import dev.vpccni.netlink.socket.JnrNetlinkTransport;
import dev.vpccni.netlink.socket.Namespaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A network namespace that the lab made, with one netlink socket in it.
///
/// Threads: safe for use by many; requests go one after the other.
public final class NetworkNamespace implements AutoCloseable {
    private final String name;
    private final Rtnetlink netlink;

    private NetworkNamespace(String name, Rtnetlink netlink) {
        this.name = name;
        this.netlink = netlink;
    }

    /// Makes a namespace of this name and brings its loopback up.
    ///
    /// Errors: NetlinkException with EEXIST when the name is taken.
    static NetworkNamespace create(String name) {
        Namespaces.create(name);
        try {
            NetlinkTransport transport = JnrNetlinkTransport.open(Namespaces.path(name));
            NetworkNamespace created = new NetworkNamespace(name, new Rtnetlink(transport));
            created.up("lo");
            return created;
        } catch (RuntimeException e) {
            Namespaces.delete(name);
            throw e;
        }
    }

    public String name() {
        return name;
    }

    /// Where the namespace is mounted.
    public Path path() {
        return Namespaces.path(name);
    }

    /// Sends one request. Errors: NetlinkException.
    public void execute(RtRequest request) {
        synchronized (netlink) {
            netlink.execute(request);
        }
    }

    /// Reads something through the namespace's netlink socket.
    public <T> T read(Function<Rtnetlink, T> question) {
        synchronized (netlink) {
            return question.apply(netlink);
        }
    }

    /// The interface of this name, or null.
    public @Nullable Link find(String link) {
        synchronized (netlink) {
            return netlink.link(link);
        }
    }

    /// The interface of this name. Errors: IllegalStateException when there is none.
    public Link link(String link) {
        Link found = find(link);
        if (found == null) {
            throw new IllegalStateException("there is no interface " + link + " in " + name);
        }
        return found;
    }

    /// Brings an interface up.
    public void up(String link) {
        execute(RtRequest.ChangeLink.up(link(link).index()));
    }

    /// Gives an interface an address; IPv6 without duplicate address detection.
    public void addAddress(String link, IpAddress address, int prefixLength) {
        LinkAddress added =
                new LinkAddress(link(link).index(), address, prefixLength, 0, LinkAddress.NODAD);
        execute(new RtRequest.AddAddress(added, Mode.CREATE));
    }

    /// Adds a route through a gateway on an interface.
    public void addRoute(IpPrefix destination, IpAddress gateway, String link) {
        Route added = Route.via(destination, gateway, link(link).index(), Route.TABLE_MAIN);
        execute(new RtRequest.AddRoute(added, Mode.CREATE));
    }

    /// Writes sysctls, named by their paths below /proc/sys. The kernel shows a thread those of its own namespace.
    public void sysctl(Map<String, String> values) {
        call(() -> {
            for (Map.Entry<String, String> entry : values.entrySet()) {
                Files.writeString(Path.of("/proc/sys", entry.getKey()), entry.getValue());
            }
            return values;
        });
    }

    /// Runs work on a thread of its own in this namespace; unchecked exceptions come out as they are.
    public <T> T call(Callable<T> work) {
        return in(path(), work);
    }

    /// Runs work on a thread of its own in the namespace at this path; unchecked exceptions come out as they are.
    public static <T> T in(Path netns, Callable<T> work) {
        try {
            return Namespaces.call(netns, work);
        } catch (RuntimeException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("in network namespace " + netns + ": " + e, e);
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    /// Closes the socket and removes the namespace's name; a namespace that is gone is fine.
    @Override
    public void close() {
        synchronized (netlink) {
            netlink.close();
        }
        try {
            Namespaces.delete(name);
        } catch (NetlinkException e) {
            if (!e.isAbsent()) {
                throw e;
            }
        }
    }
}
