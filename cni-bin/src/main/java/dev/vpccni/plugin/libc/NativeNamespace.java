package dev.vpccni.plugin.libc;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.Utf8;
import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.Neighbor;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.Rtnetlink;
import dev.vpccni.netlink.Rule;
import dev.vpccni.plugin.os.NetworkNamespace;
import dev.vpccni.plugin.os.OsException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A network namespace by its file descriptor. The process enters it for the moment of an open(2) or socket(2) only;
/// sockets and open sysctl files stay with the namespace they were opened in.
final class NativeNamespace implements NetworkNamespace {
    /// The namespace of the thread; the process has only one.
    static final String OWN = "/proc/self/ns/net";

    private final String path;
    private final int fd;
    private @Nullable Rtnetlink netlink;

    NativeNamespace(String path, int fd) {
        this.path = path;
        this.fd = fd;
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public boolean isSameAs(NetworkNamespace other) {
        return LibC.sameFile(fd, other.fd()) == 1;
    }

    @Override
    public void execute(RtRequest request) {
        netlink().execute(request);
    }

    @Override
    public @Nullable Link link(String name) {
        return netlink().link(name);
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
        int back = enter();
        int opened = LibC.open(Fd.cString(file), LibC.writeOnly(), 0);
        int errno = LibC.errno();
        leave(back);
        if (opened < 0) {
            throw new OsException("open " + file, errno);
        }
        try {
            Fd.writeAll(opened, Utf8.encode(value), file);
        } finally {
            LibC.close(opened);
        }
    }

    /// Errors: [OsException] EINVAL when the file is no network namespace.
    void openNetlink() {
        int back = enter();
        try {
            netlink = new Rtnetlink(NativeNetlinkTransport.open());
        } finally {
            leave(back);
        }
    }

    private Rtnetlink netlink() {
        Rtnetlink known = netlink;
        if (known == null) {
            known = new Rtnetlink(NativeNetlinkTransport.open());
            netlink = known;
        }
        return known;
    }

    /// Returns the descriptor that [#leave] needs; -1 when this is the process's own namespace.
    private int enter() {
        if (path.equals(OWN)) {
            return -1;
        }
        int own = Fd.open(OWN, LibC.readOnly(), 0);
        int entered = LibC.setns(fd, LibC.networkNamespace());
        int errno = LibC.errno();
        if (entered < 0) {
            LibC.close(own);
            throw new OsException("enter the network namespace " + path, errno);
        }
        return own;
    }

    private static void leave(int own) {
        if (own < 0) {
            return;
        }
        int left = LibC.setns(own, LibC.networkNamespace());
        LibC.close(own);
        if (left < 0) {
            // What follows would change the wrong namespace.
            throw new IllegalStateException("the process cannot return to its network namespace");
        }
    }
}
