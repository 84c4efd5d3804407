package dev.vpccni.plugin.testing;

import dev.vpccni.inet.Family;
import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.Neighbor;
import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.Rtnetlink;
import dev.vpccni.netlink.Rule;
import dev.vpccni.netlink.socket.FileDescriptor;
import dev.vpccni.netlink.socket.JnrNetlinkTransport;
import dev.vpccni.netlink.socket.Namespaces;
import dev.vpccni.plugin.os.NetworkNamespace;
import dev.vpccni.plugin.os.OsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A network namespace through the agent's netlink socket.
final class JvmNamespace implements NetworkNamespace, AutoCloseable {
    private final Path path;
    private final FileDescriptor fd;
    private @Nullable Rtnetlink netlink;

    JvmNamespace(Path path) {
        this.path = path;
        this.fd = Namespaces.openFd(path);
    }

    @Override
    public int fd() {
        return fd.number();
    }

    @Override
    public boolean isSameAs(NetworkNamespace other) {
        return identity(fd()).equals(identity(other.fd()));
    }

    private static String identity(int number) {
        try {
            Path link = Path.of("/proc/self/fd/" + number);
            return Files.getAttribute(link, "unix:dev")
                    + ":"
                    + Files.getAttribute(link, "unix:ino");
        } catch (IOException e) {
            throw new OsException("stat " + number, 5);
        }
    }

    @Override
    public void execute(RtRequest request) {
        netlink().execute(request);
    }

    @Override
    public @Nullable Link link(String linkName) {
        return netlink().link(linkName);
    }

    @Override
    public List<Link> links() {
        return netlink().links();
    }

    @Override
    public List<LinkAddress> addresses(Family family) {
        return netlink().addresses(family);
    }

    @Override
    public List<Route> routes(Family family) {
        return netlink().routes(family);
    }

    @Override
    public List<Rule> rules(Family family) {
        return netlink().rules(family);
    }

    @Override
    public List<Neighbor> neighbors(Family family) {
        return netlink().neighbors(family);
    }

    @Override
    public void writeSysctl(String key, String value) {
        String file = "/proc/sys/" + key;
        try {
            Namespaces.call(path, () -> Files.writeString(Path.of(file), value));
        } catch (NoSuchFileException e) {
            throw new OsException("open " + file, OsException.ENOENT);
        } catch (Exception e) {
            throw new OsException("write " + file, 5);
        }
    }

    @Override
    public void close() {
        if (netlink != null) {
            netlink.close();
        }
        fd.close();
    }

    /// Errors: [OsException] EINVAL when the file is no network namespace.
    void openNetlink() {
        try {
            netlink = new Rtnetlink(JnrNetlinkTransport.open(path));
        } catch (NetlinkException e) {
            throw new OsException("enter the network namespace " + path, e.errno());
        }
    }

    private Rtnetlink netlink() {
        if (netlink == null) {
            openNetlink();
        }
        return Objects.requireNonNull(netlink);
    }
}
