package dev.vpccni.netlink.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.NetlinkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Namespaces as the kernel makes them. Needs root.
class NamespacesIT {
    private static final Path OWN = Path.of("/proc/thread-self/ns/net");

    @Test
    void runsWorkInsideAndStaysOutside() throws Exception {
        try (TestNamespace namespace = TestNamespace.create("call")) {
            String before = Files.readSymbolicLink(OWN).toString();

            String inside =
                    Namespaces.call(namespace.path(), () -> Files.readSymbolicLink(OWN).toString());

            assertThat(inside).startsWith("net:[").isNotEqualTo(before);
            assertThat(Files.readSymbolicLink(OWN)).hasToString(before);
            assertThat(namespace.rtnetlink().links()).extracting(Link::name).containsExactly("lo");
        }
    }

    @Test
    void handsOnTheExceptionOfTheWork() {
        try (TestNamespace namespace = TestNamespace.create("fail")) {
            assertThatThrownBy(() ->
                            Namespaces.call(
                                    namespace.path(),
                                    () -> {
                                        throw new IOException("of the work");
                                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("of the work");
        }
    }

    @Test
    void namesTheNamespaceThatIsMissing() {
        assertThatThrownBy(() -> Namespaces.call(Path.of("/run/netns/not-there"), () -> 1))
                .isInstanceOf(NetlinkException.class)
                .hasMessage("open network namespace /run/netns/not-there: ENOENT (no such object)");
        assertThatThrownBy(() -> Namespaces.call(Path.of("/etc/hostname"), () -> 1))
                .isInstanceOf(NetlinkException.class)
                .hasMessage("enter network namespace /etc/hostname: EINVAL (invalid argument)");
    }

    @Test
    void refusesANameTwiceAndForgetsItWhenDeleted() {
        String name = "nlt-" + ProcessHandle.current().pid() + "-twice";
        Namespaces.create(name);

        assertThatThrownBy(() -> Namespaces.create(name))
                .isInstanceOfSatisfying(
                        NetlinkException.class, e -> assertThat(e.isExists()).isTrue());
        Namespaces.delete(name);

        assertThat(Namespaces.path(name)).doesNotExist();
        assertThatThrownBy(() -> Namespaces.delete(name))
                .isInstanceOfSatisfying(
                        NetlinkException.class, e -> assertThat(e.isAbsent()).isTrue());
    }

    @Test
    void refusesNamesThatAreNoFileName() {
        for (String name : new String[] {"", ".", "..", "a/b"}) {
            assertThatThrownBy(() -> Namespaces.create(name))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
