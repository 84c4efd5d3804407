package dev.vpccni.plugin.testing;

import dev.vpccni.plugin.os.Connection;
import dev.vpccni.plugin.os.Deadline;
import dev.vpccni.plugin.os.Endpoint;
import dev.vpccni.plugin.os.NetworkNamespace;
import dev.vpccni.plugin.os.Os;
import dev.vpccni.plugin.os.OsException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// An operating system in memory: files, a clock that only sleeping and waiting move, two namespaces, and an agent that
/// is a function from request text to answer text.
public final class FakeOs implements Os {
    public static final String POD_NETNS = "/run/netns/pod";
    public static final String OWN_NETNS = "/run/netns/own";
    public static final String TOKEN_FILE = "/var/run/aws-node/plugin.token";
    public static final String TOKEN = "0123456789abcdef";

    /// An answer of the agent that never comes.
    public static final String SILENCE = "silence";

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Map<String, String> environment;
    private final byte[] stdin;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, FakeNamespace> namespaces = new HashMap<>();
    private final List<FakeNamespace> inOrder = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final Random random = new Random(1);
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private UnaryOperator<String> agent = request -> SILENCE;
    private long nanos = 5_000 * NANOS_PER_MILLI;
    private int lastIndex = 1;
    private int failingChange = -1;
    private @Nullable RuntimeException failure;
    private boolean refusesConnections;

    public FakeOs(TestCall call) {
        this(call, null);
    }

    /// The same machine at the next call: its namespaces and files stay.
    public FakeOs(TestCall call, @Nullable FakeOs before) {
        environment = call.environment();
        stdin = call.stdin();
        if (before == null) {
            have(OWN_NETNS);
            have(POD_NETNS);
            files.put(TOKEN_FILE, bytes(TOKEN + "\n"));
            return;
        }
        files.putAll(before.files);
        namespaces.putAll(before.namespaces);
        inOrder.addAll(before.inOrder);
        lastIndex = before.lastIndex;
        agent = before.agent;
        for (FakeNamespace namespace : inOrder) {
            namespace.moveTo(this);
        }
    }

    public FakeNamespace host() {
        return Objects.requireNonNull(namespaces.get(OWN_NETNS));
    }

    public FakeNamespace pod() {
        return Objects.requireNonNull(namespaces.get(POD_NETNS));
    }

    public void agent(UnaryOperator<String> newAgent) {
        agent = newAgent;
    }

    public void refuseConnections() {
        refusesConnections = true;
    }

    /// The change with this number, counted from 0, fails; earlier and later ones do not.
    public void failChange(int number, RuntimeException newFailure) {
        failingChange = number;
        failure = newFailure;
    }

    /// Every change of the kernel that was asked for, in order.
    public List<String> changes() {
        return List.copyOf(changes);
    }

    /// `PUT /v1/…` for each request to the agent.
    public List<String> calls() {
        return requests.stream()
                .map(request -> request.substring(0, request.indexOf(" HTTP")))
                .toList();
    }

    /// Whole requests to the agent.
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public String stdout() {
        return stdout.toString(StandardCharsets.UTF_8);
    }

    public String stderr() {
        return stderr.toString(StandardCharsets.UTF_8);
    }

    public void file(String path, String content) {
        files.put(path, bytes(content));
    }

    public void withoutFile(String path) {
        files.remove(path);
    }

    /// Empty when there is no such file.
    public String file(String path) {
        return new String(files.getOrDefault(path, new byte[0]), StandardCharsets.UTF_8);
    }

    public List<String> filesBelow(String directory) {
        return files.keySet().stream().filter(path -> path.startsWith(directory + "/")).toList();
    }

    public long elapsedMillis() {
        return nanos / NANOS_PER_MILLI - 5_000;
    }

    @Override
    public @Nullable String env(String name) {
        return environment.get(name);
    }

    @Override
    public byte[] readStdin(int limit) {
        return Arrays.copyOf(stdin, Math.min(stdin.length, limit + 1));
    }

    @Override
    public void writeStdout(byte[] bytes) {
        stdout.writeBytes(bytes);
    }

    @Override
    public void writeStderr(byte[] bytes) {
        stderr.writeBytes(bytes);
    }

    @Override
    public long monotonicNanos() {
        return nanos;
    }

    @Override
    public long wallMillis() {
        return 1_795_463_685_123L;
    }

    @Override
    public void sleepMillis(long millis) {
        nanos += millis * NANOS_PER_MILLI;
    }

    @Override
    public byte[] random(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public byte[] readFile(String path, int limit) {
        byte[] content = files.get(path);
        if (content == null) {
            throw new OsException("open " + path, OsException.ENOENT);
        }
        return Arrays.copyOf(content, Math.min(content.length, limit + 1));
    }

    @Override
    public void append(String path, byte[] line, long rotateAt) {
        if (path.startsWith("/readonly/")) {
            throw new OsException("open " + path, 30);
        }
        files.merge(path, line, FakeOs::concat);
    }

    @Override
    public void replaceFile(String directory, String name, byte[] content) {
        if (directory.startsWith("/readonly")) {
            throw new OsException("create the directory " + directory, 30);
        }
        files.put(directory + "/" + name, content.clone());
    }

    @Override
    public Connection connect(Endpoint endpoint, Deadline deadline) {
        if (refusesConnections) {
            throw new OsException("connect", 111);
        }
        return new FakeConnection();
    }

    @Override
    public NetworkNamespace ownNamespace() {
        return host();
    }

    @Override
    public NetworkNamespace openNamespace(String path) {
        FakeNamespace namespace = namespaces.get(path);
        if (namespace != null) {
            return namespace;
        }
        if (files.containsKey(path)) {
            throw new OsException("enter the network namespace " + path, OsException.EINVAL);
        }
        throw new OsException("open " + path, OsException.ENOENT);
    }

    void change(String what) {
        changes.add(what);
        if (changes.size() - 1 == failingChange) {
            throw Objects.requireNonNull(failure);
        }
    }

    int nextIndex() {
        return ++lastIndex;
    }

    FakeNamespace byFd(int fd) {
        return inOrder.get(fd);
    }

    List<FakeNamespace> namespaces() {
        return inOrder;
    }

    private void have(String path) {
        FakeNamespace namespace =
                new FakeNamespace(this, inOrder.size(), path.equals(OWN_NETNS) ? "host" : "pod");
        namespaces.put(path, namespace);
        inOrder.add(namespace);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /// One exchange with the agent function.
    private final class FakeConnection implements Connection {
        private byte[] answer = new byte[0];
        private boolean silent;

        @Override
        public void send(byte[] data, Deadline deadline) {
            String request = new String(data, StandardCharsets.UTF_8);
            requests.add(request);
            String text = agent.apply(request);
            silent = text.equals(SILENCE);
            answer = bytes(text);
        }

        @Override
        public int receive(byte[] buffer, Deadline deadline) {
            if (silent) {
                sleepMillis(deadline.leftMillis());
                throw new OsException("receive", OsException.ETIMEDOUT);
            }
            if (answer.length == 0) {
                return -1;
            }
            int count = Math.min(answer.length, buffer.length);
            System.arraycopy(answer, 0, buffer, 0, count);
            answer = Arrays.copyOfRange(answer, count, answer.length);
            return count;
        }

        @Override
        public void close() {
            answer = new byte[0];
        }
    }
}
