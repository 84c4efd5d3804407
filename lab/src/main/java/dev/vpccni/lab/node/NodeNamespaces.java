package dev.vpccni.lab.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// The namespaces of a running node, held open, and the way into them.
///
/// Work runs on a new platform thread that enters them and ends: a thread may enter a mount namespace only after it
/// stopped sharing its root and working directory with the others (unshare(2), CLONE_FS), and there is no way back.
/// Files that the JVM has open stay usable; paths name the node's files.
///
/// Descriptors rather than `/proc/PID/ns` paths, because a process id can go to somebody else.
final class NodeNamespaces implements AutoCloseable {
    private static final LibC C = LibC.INSTANCE;

    private final String name;
    private final int mount;
    private final int hostName;
    private final int processes;
    private final int network;

    private NodeNamespaces(String name, int mount, int hostName, int processes, int network) {
        this.name = name;
        this.mount = mount;
        this.hostName = hostName;
        this.processes = processes;
        this.network = network;
    }

    /// Opens the namespaces of a node's first process.
    static NodeNamespaces of(String name, long initPid) {
        String directory = "/proc/" + initPid + "/ns/";
        return new NodeNamespaces(
                name,
                open(directory + "mnt"),
                open(directory + "uts"),
                open(directory + "pid"),
                open(directory + "net"));
    }

    /// Runs `work` with the node's files, host name and network.
    ///
    /// @param netns a network namespace to enter instead of the node's, as a path in the node
    <T> T call(@Nullable String netns, Callable<T> work) {
        return onNewThread(() -> {
            enter(netns);
            return work.call();
        });
    }

    /// Makes a network namespace, binds it to a new file of the node, and runs `work` in it.
    ///
    /// A bind mount by path would need `/proc/thread-self`, and in the node's /proc the lab's threads do not exist: the
    /// mount is therefore made from the open descriptor. Errors: [NativeException]; no file is left then.
    <T> T createNetwork(String path, Callable<T> work) {
        return onNewThread(() -> {
            NativeException.check(
                    "make a network namespace for " + path,
                    C.unshare(LibC.CLONE_NEWNET | LibC.CLONE_FS));
            int created = open("/proc/thread-self/ns/net");
            try {
                set("mount", mount, LibC.CLONE_NEWNS);
                bind(created, Files.createFile(Path.of(path)));
            } finally {
                C.close(created);
            }
            return work.call();
        });
    }

    private static void bind(int namespace, Path file) throws IOException {
        long tree = C.syscall(LibC.OPEN_TREE, namespace, "", LibC.CLONE_OF_DESCRIPTOR);
        int errno = LibC.RUNTIME.getLastError();
        if (tree >= 0) {
            long moved =
                    C.syscall(
                            LibC.MOVE_MOUNT,
                            (int) tree,
                            "",
                            LibC.AT_FDCWD,
                            file.toString(),
                            LibC.FROM_DESCRIPTOR);
            errno = moved < 0 ? LibC.RUNTIME.getLastError() : 0;
            C.close((int) tree);
        }
        if (errno != 0) {
            Files.delete(file);
            throw new NativeException("bind a network namespace to " + file, errno);
        }
    }

    /// Runs a program in the node; `netns` as in [#call].
    Finished run(@Nullable String netns, Command command) {
        return onNewThread(() -> {
            enter(netns);
            enterProcesses();
            return Spawner.run(command);
        });
    }

    /// Starts a program in the node's network that writes to the open file `output`.
    Child start(Command command, int output) {
        return onNewThread(() -> {
            enter(null);
            enterProcesses();
            return Spawner.start(command, output);
        });
    }

    @Override
    public void close() {
        C.close(mount);
        C.close(hostName);
        C.close(processes);
        C.close(network);
    }

    private void enter(@Nullable String netns) {
        NativeException.check("leave the shared working directory", C.unshare(LibC.CLONE_FS));
        set("mount", mount, LibC.CLONE_NEWNS);
        set("host name", hostName, LibC.CLONE_NEWUTS);
        if (netns == null) {
            set("network", network, LibC.CLONE_NEWNET);
            return;
        }
        int pod = open(netns);
        try {
            set("network " + netns, pod, LibC.CLONE_NEWNET);
        } finally {
            C.close(pod);
        }
    }

    /// Children of this thread will be processes of the node; the thread can start no more threads.
    private void enterProcesses() {
        set("process", processes, LibC.CLONE_NEWPID);
    }

    private void set(String kind, int descriptor, int type) {
        NativeException.check(
                "enter the " + kind + " namespace of node " + name, C.setns(descriptor, type));
    }

    static int open(String path) {
        return NativeException.check(
                "open " + path, C.open(path, LibC.O_RDONLY | LibC.O_CLOEXEC, 0));
    }

    /// Runs work on a new platform thread and waits for it.
    ///
    /// Errors: unchecked exceptions come out as they are, an IOException as UncheckedIOException.
    static <T> T onNewThread(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Thread.ofPlatform().name("in-namespace").daemon().start(task);
        try {
            thread.join();
            return task.resultNow();
        } catch (IllegalStateException failed) {
            throw switch (task.exceptionNow()) {
                case RuntimeException unchecked -> unchecked;
                case IOException io -> new UncheckedIOException(io.getMessage(), io);
                case Throwable other -> new CompletionException(other);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }
}
