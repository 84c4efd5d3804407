package dev.vpccni.lab.imds;

import dev.vpccni.lab.http.HttpListener;
import java.net.InetSocketAddress;
import java.net.URI;

/// The metadata service on a socket, usually 169.254.169.254:80 of the lab's own namespace.
public final class ImdsServer implements AutoCloseable {
    private final HttpListener listener;

    private ImdsServer(HttpListener listener) {
        this.listener = listener;
    }

    /// Opens the socket on the calling thread, and so in that thread's network namespace, and begins to answer.
    ///
    /// Errors: UncheckedIOException if the address cannot be bound.
    public static ImdsServer start(InetSocketAddress address, ImdsApi api) {
        return new ImdsServer(HttpListener.start(address, api));
    }

    public InetSocketAddress address() {
        return listener.address();
    }

    /// What a client takes as the endpoint of the service.
    public URI endpoint() {
        return URI.create(
                "http://" + address().getAddress().getHostAddress() + ":" + address().getPort());
    }

    @Override
    public void close() {
        listener.close();
    }
}
