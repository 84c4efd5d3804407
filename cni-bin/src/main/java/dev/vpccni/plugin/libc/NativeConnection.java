package dev.vpccni.plugin.libc;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.Utf8;
import dev.vpccni.plugin.os.Connection;
import dev.vpccni.plugin.os.Deadline;
import dev.vpccni.plugin.os.Endpoint;
import dev.vpccni.plugin.os.OsException;
import java.util.Arrays;

/// A non-blocking stream socket and poll(2).
final class NativeConnection implements Connection {
    private static final int AF_UNIX = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    private static final int EINPROGRESS = 115;

    private final int fd;

    private NativeConnection(int fd) {
        this.fd = fd;
    }

    static NativeConnection open(Endpoint endpoint, Deadline deadline) {
        byte[] address = encode(endpoint);
        int fd = LibC.socket(address[0], LibC.stream(), 0);
        int errno = LibC.errno();
        if (fd < 0) {
            throw new OsException("open a socket", errno);
        }
        try {
            connect(fd, address, deadline);
            return new NativeConnection(fd);
        } catch (OsException e) {
            LibC.close(fd);
            throw e;
        }
    }

    private static void connect(int fd, byte[] address, Deadline deadline) {
        int connected = LibC.connect(fd, address, address.length);
        int errno = LibC.errno();
        if (connected == 0) {
            return;
        }
        if (errno != EINPROGRESS) {
            throw new OsException("connect", errno);
        }
        Fd.await(fd, Fd.POLLOUT, deadline, "connect");
        int[] error = new int[1];
        LibC.getsockopt(fd, SOL_SOCKET, SO_ERROR, error, new int[] {4});
        if (error[0] != 0) {
            throw new OsException("connect", error[0]);
        }
    }

    @Override
    public void send(byte[] data, Deadline deadline) {
        byte[] rest = data;
        while (rest.length > 0) {
            int sent = LibC.send(fd, rest, rest.length, LibC.noSignal());
            int errno = LibC.errno();
            if (sent > 0) {
                rest = Arrays.copyOfRange(rest, sent, rest.length);
            } else if (errno == Fd.EAGAIN) {
                Fd.await(fd, Fd.POLLOUT, deadline, "send");
            } else if (errno != Fd.EINTR) {
                throw new OsException("send", errno);
            }
        }
    }

    @Override
    public int receive(byte[] buffer, Deadline deadline) {
        while (true) {
            int got = LibC.recv(fd, buffer, buffer.length, 0);
            int errno = LibC.errno();
            if (got > 0) {
                return got;
            }
            if (got == 0) {
                return -1;
            }
            if (errno == Fd.EAGAIN) {
                Fd.await(fd, Fd.POLLIN, deadline, "receive");
            } else if (errno != Fd.EINTR) {
                throw new OsException("receive", errno);
            }
        }
    }

    @Override
    public void close() {
        LibC.close(fd);
    }

    /// Shape: sockaddr_in (16 bytes), sockaddr_in6 (28) or sockaddr_un (2 and the path with its NUL).
    private static byte[] encode(Endpoint endpoint) {
        if (endpoint instanceof Endpoint.UnixSocket local) {
            byte[] path = Utf8.encode(local.path());
            byte[] encoded = new byte[3 + path.length];
            encoded[0] = AF_UNIX;
            System.arraycopy(path, 0, encoded, 2, path.length);
            return encoded;
        }
        Endpoint.Tcp tcp = (Endpoint.Tcp) endpoint;
        IpAddress address = tcp.address();
        boolean ipv4 = address.family().bytes() == 4;
        byte[] encoded = new byte[ipv4 ? 16 : 28];
        encoded[0] = (byte) address.family().number();
        encoded[2] = (byte) (tcp.port() >> 8);
        encoded[3] = (byte) tcp.port();
        System.arraycopy(address.bytes(), 0, encoded, ipv4 ? 4 : 8, address.family().bytes());
        return encoded;
    }
}
