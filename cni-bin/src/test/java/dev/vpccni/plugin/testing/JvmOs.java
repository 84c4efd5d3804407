package dev.vpccni.plugin.testing;

import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.plugin.os.Connection;
import dev.vpccni.plugin.os.Deadline;
import dev.vpccni.plugin.os.Endpoint;
import dev.vpccni.plugin.os.NetworkNamespace;
import dev.vpccni.plugin.os.Os;
import dev.vpccni.plugin.os.OsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The operating system through the JVM: the plugin's Java on the real kernel, to compare with the native binary.
///
/// Threads: runs on a thread that is in the node's namespace, and nowhere else.
public final class JvmOs implements Os, AutoCloseable {
    private static final int EIO = 5;
    private static final int ECONNREFUSED = 111;

    private final TestCall call;
    private final SecureRandom random = new SecureRandom();
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final List<JvmNamespace> opened = new ArrayList<>();

    public JvmOs(TestCall call) {
        this.call = call;
    }

    public String stdout() {
        return stdout.toString(StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable String env(String name) {
        return call.environment().get(name);
    }

    @Override
    public byte[] readStdin(int limit) {
        byte[] stdin = call.stdin();
        return Arrays.copyOf(stdin, Math.min(stdin.length, limit + 1));
    }

    @Override
    public void writeStdout(byte[] bytes) {
        stdout.writeBytes(bytes);
    }

    @Override
    public void writeStderr(byte[] bytes) {
        // Log lines differ by their times.
    }

    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public void sleepMillis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public byte[] random(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public byte[] readFile(String path, int limit) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of(path));
            return Arrays.copyOf(bytes, Math.min(bytes.length, limit + 1));
        } catch (NoSuchFileException e) {
            throw new OsException("open " + path, OsException.ENOENT);
        } catch (IOException e) {
            throw new OsException("read " + path, EIO);
        }
    }

    @Override
    public void append(String path, byte[] line, long rotateAt) {
        try {
            Path file = Path.of(path);
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new OsException("write " + path, EIO);
        }
    }

    @Override
    public void replaceFile(String directory, String name, byte[] content) {
        try {
            Path parent = Files.createDirectories(Path.of(directory));
            Path unfinished = Files.write(parent.resolve(name + ".tmp"), content);
            Files.move(unfinished, parent.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new OsException("write " + directory + "/" + name, EIO);
        }
    }

    @Override
    public Connection connect(Endpoint endpoint, Deadline deadline) {
        Endpoint.Tcp tcp = (Endpoint.Tcp) endpoint;
        Socket socket = new Socket();
        try {
            InetAddress address = InetAddress.getByAddress(tcp.address().bytes());
            socket.connect(new InetSocketAddress(address, tcp.port()), millis(deadline));
            return new JvmConnection(socket);
        } catch (ConnectException e) {
            throw new OsException("connect", ECONNREFUSED);
        } catch (IOException e) {
            throw new OsException("connect", EIO);
        }
    }

    @Override
    public NetworkNamespace ownNamespace() {
        // A path that means the same on every thread: netlink sockets are opened on threads of
        // their own.
        return open(
                Path.of(
                        "/proc/"
                                + ProcessHandle.current().pid()
                                + "/task/"
                                + threadId()
                                + "/ns/net"));
    }

    @Override
    public NetworkNamespace openNamespace(String path) {
        if (!Files.exists(Path.of(path))) {
            throw new OsException("open " + path, OsException.ENOENT);
        }
        JvmNamespace namespace = open(Path.of(path));
        namespace.openNetlink();
        return namespace;
    }

    private JvmNamespace open(Path path) {
        JvmNamespace namespace = new JvmNamespace(path);
        opened.add(namespace);
        return namespace;
    }

    private static String threadId() {
        try {
            return Path.of("/proc/thread-self").toRealPath().getFileName().toString();
        } catch (IOException e) {
            throw new OsException("read /proc/thread-self", EIO);
        }
    }

    @Override
    public void close() {
        for (JvmNamespace namespace : opened) {
            namespace.close();
        }
    }

    private static int millis(Deadline deadline) {
        return (int) Math.max(1, deadline.leftMillis());
    }

    /// A socket whose every read has what is left of the deadline.
    private record JvmConnection(Socket socket) implements Connection {
        @Override
        public void send(byte[] data, Deadline deadline) {
            try {
                socket.getOutputStream().write(data);
            } catch (IOException e) {
                throw new OsException("send", EIO);
            }
        }

        @Override
        public int receive(byte[] buffer, Deadline deadline) {
            try {
                socket.setSoTimeout(millis(deadline));
                return socket.getInputStream().read(buffer);
            } catch (SocketTimeoutException e) {
                throw new OsException("receive", OsException.ETIMEDOUT);
            } catch (IOException e) {
                throw new OsException("receive", NetlinkException.EBUSY);
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new OsException("close", EIO);
            }
        }
    }
}
