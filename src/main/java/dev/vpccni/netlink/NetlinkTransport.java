package dev.vpccni.netlink;

/// A bound AF_NETLINK/NETLINK_ROUTE socket. It belongs to the network namespace it was opened in.
///
/// Extended acknowledgements (NETLINK_EXT_ACK, NETLINK_CAP_ACK) are on. Not safe for use by two threads at once.
public interface NetlinkTransport extends AutoCloseable {
    /// Sends one datagram. Errors: [NetlinkException] with the errno of send(2).
    void send(byte[] message, int length);

    /// Receives one datagram, waiting at most `timeoutMillis`.
    ///
    /// @return its length in bytes. Errors: [NetlinkException] with the errno of recv(2); ETIMEDOUT (110) when nothing
    ///     came; ENOBUFS (105) when the kernel dropped messages; EMSGSIZE (90) when `buffer` was too small; the
    ///     datagram is then still there for a call with a larger one
    int receive(byte[] buffer, int timeoutMillis);

    @Override
    void close();
}
