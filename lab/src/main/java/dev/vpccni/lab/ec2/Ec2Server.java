package dev.vpccni.lab.ec2;

import dev.vpccni.lab.http.HttpListener;
import java.net.InetSocketAddress;
import java.net.URI;

/// The EC2 endpoint on a socket.
public final class Ec2Server implements AutoCloseable {
    private final HttpListener listener;

    private Ec2Server(HttpListener listener) {
        this.listener = listener;
    }

    /// Opens the socket on the calling thread, and so in that thread's network namespace, and begins to answer.
    ///
    /// Errors: UncheckedIOException if the address cannot be bound.
    public static Ec2Server start(InetSocketAddress address, Ec2Api api) {
        return new Ec2Server(HttpListener.start(address, api));
    }

    public InetSocketAddress address() {
        return listener.address();
    }

    /// What an SDK takes as its endpoint override.
    public URI endpoint() {
        return URI.create(
                "http://" + address().getAddress().getHostAddress() + ":" + address().getPort());
    }

    @Override
    public void close() {
        listener.close();
    }
}
