package dev.vpccni.netlink.socket;

import dev.vpccni.netlink.Rtnetlink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/// A network namespace that lives as long as one test. Needs root.
public final class TestNamespace implements AutoCloseable {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final String name;
    private final Rtnetlink rtnetlink;

    private TestNamespace(String name) {
        this.name = name;
        this.rtnetlink = new Rtnetlink(JnrNetlinkTransport.open(Namespaces.path(name)));
    }

    /// Errors: IllegalStateException when this process is not root, because the test cannot say anything then.
    public static TestNamespace create(String label) {
        if (!Files.isWritable(Path.of("/proc/sys/kernel/hostname"))
                || !Files.isWritable(Path.of("/run"))) {
            throw new IllegalStateException("this test makes network namespaces: run it as root");
        }
        String name =
                "nlt-"
                        + ProcessHandle.current().pid()
                        + "-"
                        + COUNTER.incrementAndGet()
                        + "-"
                        + label;
        Namespaces.create(name);
        try {
            return new TestNamespace(name);
        } catch (RuntimeException e) {
            Namespaces.delete(name);
            throw e;
        }
    }

    public String name() {
        return name;
    }

    public Path path() {
        return Namespaces.path(name);
    }

    public Rtnetlink rtnetlink() {
        return rtnetlink;
    }

    @Override
    public void close() {
        rtnetlink.close();
        Namespaces.delete(name);
    }
}
