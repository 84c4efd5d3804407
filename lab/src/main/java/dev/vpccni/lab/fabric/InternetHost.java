package dev.vpccni.lab.fabric;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// The service of the host on the internet: it tells each caller the address it sees.
///
/// Shape: TCP port 7; on connect it writes the caller's address as text and closes.
public final class InternetHost implements AutoCloseable {
    private static final int PORT = 7;

    private final ServerSocket listener;

    private InternetHost(ServerSocket listener) {
        this.listener = listener;
    }

    /// Listens on the internet host of a fabric.
    public static InternetHost start(NetworkNamespace internet) {
        ServerSocket listener = internet.call(() -> new ServerSocket(PORT, 64, address()));
        InternetHost host = new InternetHost(listener);
        Thread.ofPlatform().name("internet-host").daemon().start(host::serve);
        return host;
    }

    /// Asks from the calling thread's namespace how the internet sees it; empty when no connection comes about in
    /// `timeout`.
    public Optional<String> ask(Duration timeout) {
        int millis = (int) timeout.toMillis();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address(), PORT), millis);
            socket.setSoTimeout(millis);
            byte[] seen = socket.getInputStream().readAllBytes();
            return Optional.of(new String(seen, StandardCharsets.US_ASCII));
        } catch (IOException unreachable) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException("close the internet host", e);
        }
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket caller = listener.accept()) {
                String seen = caller.getInetAddress().getHostAddress();
                caller.getOutputStream().write(seen.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException callerLeft) {
                // The next caller, or the end of the loop.
            }
        }
    }

    private static InetAddress address() throws IOException {
        return InetAddress.getByAddress(LinuxFabric.INTERNET_HOST.bytes());
    }
}
