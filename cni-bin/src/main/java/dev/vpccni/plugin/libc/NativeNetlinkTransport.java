package dev.vpccni.plugin.libc;

import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.netlink.NetlinkTransport;

/// A NETLINK_ROUTE socket through libc. Source: netlink(7), linux/netlink.h.
final class NativeNetlinkTransport implements NetlinkTransport {
    private static final int AF_NETLINK = 16;
    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_NETLINK = 270;
    private static final int CAP_ACK = 10;
    private static final int EXT_ACK = 11;
    private static final int SOCKADDR_NL = 12;

    private final int fd;

    private NativeNetlinkTransport(int fd) {
        this.fd = fd;
    }

    /// A socket of the namespace that the process is in now.
    static NativeNetlinkTransport open() {
        int fd = LibC.socket(AF_NETLINK, LibC.raw(), NETLINK_ROUTE);
        int errno = LibC.errno();
        if (fd < 0) {
            throw new NetlinkException("open a netlink socket", errno, "");
        }
        byte[] one = {1, 0, 0, 0};
        LibC.setsockopt(fd, SOL_NETLINK, CAP_ACK, one, one.length);
        LibC.setsockopt(fd, SOL_NETLINK, EXT_ACK, one, one.length);
        byte[] address = new byte[SOCKADDR_NL];
        address[0] = AF_NETLINK;
        int bound = LibC.bind(fd, address, address.length);
        errno = LibC.errno();
        if (bound < 0) {
            LibC.close(fd);
            throw new NetlinkException("bind a netlink socket", errno, "");
        }
        return new NativeNetlinkTransport(fd);
    }

    @Override
    public void send(byte[] message, int length) {
        int sent;
        int errno;
        do {
            sent = LibC.send(fd, message, length, 0);
            errno = LibC.errno();
        } while (sent < 0 && errno == Fd.EINTR);
        if (sent < 0) {
            throw new NetlinkException("send " + length + " bytes of netlink", errno, "");
        }
    }

    @Override
    public int receive(byte[] buffer, int timeoutMillis) {
        int ready = Fd.poll(fd, Fd.POLLIN, timeoutMillis);
        int errno = LibC.errno();
        if (ready == 0 || (ready < 0 && errno == Fd.EINTR)) {
            throw new NetlinkException("receive netlink", NetlinkException.ETIMEDOUT, "");
        }
        // The datagram stays when it does not fit, so that the caller can come back with a larger
        // buffer.
        int length = LibC.recv(fd, buffer, 0, LibC.peekLength());
        errno = LibC.errno();
        if (length > buffer.length) {
            throw new NetlinkException(
                    "receive " + length + " bytes of netlink", NetlinkException.EMSGSIZE, "");
        }
        if (length >= 0) {
            length = LibC.recv(fd, buffer, buffer.length, 0);
            errno = LibC.errno();
        }
        if (length < 0) {
            throw new NetlinkException("receive netlink", errno, "");
        }
        return length;
    }

    @Override
    public void close() {
        LibC.close(fd);
    }
}
