package dev.vpccni.netlink.socket;

import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.netlink.NetlinkTransport;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A NETLINK_ROUTE socket of the JVM through jnr-ffi.
///
/// Source: netlink(7), linux/netlink.h.
public final class JnrNetlinkTransport implements NetlinkTransport {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_NETLINK = 270;
    private static final int ADD_MEMBERSHIP = 1;
    private static final int CAP_ACK = 10;
    private static final int EXT_ACK = 11;
    private static final int MSG_PEEK = 0x02;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int POLLIN = 1;

    /// A node that starts changes thousands of objects in a burst; the default of 208 KiB overflows then.
    private static final int MONITOR_BUFFER_BYTES = 4 * 1024 * 1024;

    private final FileDescriptor socket;

    private JnrNetlinkTransport(FileDescriptor socket) {
        this.socket = socket;
    }

    /// Opens a socket in the calling thread's network namespace.
    public static NetlinkTransport open() {
        return openSocket();
    }

    /// Opens a socket in the namespace at `netns`; the calling thread stays where it is.
    public static NetlinkTransport open(Path netns) {
        try {
            return Namespaces.call(netns, JnrNetlinkTransport::openSocket);
        } catch (Exception e) {
            throw Namespaces.unchecked(e, "open a netlink socket in " + netns);
        }
    }

    /// Opens a socket that receives the notifications of these RTNLGRP_* groups (linux/rtnetlink.h).
    public static NetlinkTransport monitor(int... groups) {
        JnrNetlinkTransport transport = openSocket();
        try {
            transport.option(SOL_SOCKET, SO_RCVBUFFORCE, MONITOR_BUFFER_BYTES);
            for (int group : groups) {
                transport.option(SOL_NETLINK, ADD_MEMBERSHIP, group);
            }
            return transport;
        } catch (RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    /// Like [#monitor(int...)] in the namespace at `netns`.
    public static NetlinkTransport monitor(Path netns, int... groups) {
        try {
            return Namespaces.call(netns, () -> monitor(groups));
        } catch (Exception e) {
            throw Namespaces.unchecked(e, "open a netlink monitor in " + netns);
        }
    }

    @Override
    public void send(byte[] message, int length) {
        long sent;
        do {
            sent = Native.libc().send(socket.number(), message, length, 0);
        } while (sent < 0 && Native.errno() == Native.EINTR);
        if (sent < 0) {
            throw Native.failure("send " + length + " bytes of netlink");
        }
    }

    @Override
    public int receive(byte[] buffer, int timeoutMillis) {
        int length = waitForDatagram(timeoutMillis);
        if (length > buffer.length) {
            throw new NetlinkException(
                    "receive a netlink datagram of " + length + " bytes into " + buffer.length,
                    NetlinkException.EMSGSIZE,
                    "");
        }
        long received;
        do {
            received = Native.libc().recv(socket.number(), buffer, buffer.length, MSG_DONTWAIT);
        } while (received < 0 && Native.errno() == Native.EINTR);
        if (received < 0) {
            throw Native.failure("receive netlink");
        }
        return (int) received;
    }

    @Override
    public void close() {
        socket.close();
    }

    private static JnrNetlinkTransport openSocket() {
        int fd = Native.libc().socket(AF_NETLINK, SOCK_RAW | Native.O_CLOEXEC, NETLINK_ROUTE);
        FileDescriptor socket = new FileDescriptor(Native.checked(fd, "open a netlink socket"));
        JnrNetlinkTransport transport = new JnrNetlinkTransport(socket);
        try {
            byte[] address =
                    ByteBuffer.allocate(12)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putShort((short) AF_NETLINK)
                            .array();
            int bound = Native.libc().bind(fd, address, address.length);
            Native.checked(bound, "bind a netlink socket");
            transport.option(SOL_NETLINK, CAP_ACK, 1);
            transport.option(SOL_NETLINK, EXT_ACK, 1);
            return transport;
        } catch (RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    private void option(int level, int option, int value) {
        int set =
                Native.libc()
                        .setsockopt(socket.number(), level, option, Native.littleEndian(value), 4);
        Native.checked(set, "set option " + option + " of a netlink socket to " + value);
    }

    /// Waits for a datagram and returns its length, leaving it in the queue.
    private int waitForDatagram(int timeoutMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (true) {
            long length =
                    Native.libc()
                            .recv(socket.number(), null, 0, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
            if (length >= 0) {
                return (int) length;
            }
            if (Native.errno() == Native.EAGAIN) {
                poll(deadline);
            } else if (Native.errno() != Native.EINTR) {
                throw Native.failure("receive netlink");
            }
        }
    }

    /// Returns when something may have come, or after a signal.
    private void poll(long deadline) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new NetlinkException("wait for netlink", NetlinkException.ETIMEDOUT, "");
        }
        byte[] descriptor =
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(socket.number())
                        .putShort((short) POLLIN)
                        .array();
        int millis = (int) TimeUnit.NANOSECONDS.toMillis(left) + 1;
        if (Native.libc().poll(descriptor, 1, millis) < 0 && Native.errno() != Native.EINTR) {
            throw Native.failure("wait for netlink");
        }
    }
}
