package dev.vpccni.lab.node;

import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jnr.ffi.Pointer;

/// Starts programs as children of the lab, in the namespaces of the calling thread.
///
/// This is what a container runtime does, with as little as possible between the clock and the program: posix_spawn(3)
/// (a vfork, so the size of the JVM does not matter), in-memory files for the three standard streams instead of pipes
/// and reader threads, and a pidfd to wait on. `java.lang.ProcessBuilder` would start a helper program first and could
/// not follow the thread into a mount namespace.
///
/// Every descriptor above 2 is closed in the child: the JVM opens many without O_CLOEXEC, and a program that outlives
/// the lab must not hold its sockets.
final class Spawner {
    private static final LibC C = LibC.INSTANCE;

    private Spawner() {}

    /// Runs a program that does nothing, so that everything this class loads and starts (jnr-ffi has a thread for freed
    /// memory) is there before a thread enters a process namespace: that thread can start no others.
    static void prepare() {
        run(Command.of("true"));
    }

    /// Runs a program to its end.
    ///
    /// Errors: [NativeException] when it cannot be started.
    static Finished run(Command command) {
        int input = memoryFile("stdin");
        int output = memoryFile("stdout");
        int errors = memoryFile("stderr");
        try {
            write(input, command.input());
            long start = System.nanoTime();
            int pid = spawn(command, input, output, errors);
            boolean timedOut = !awaitExit(pid, command.timeout());
            int status = collect(pid);
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            return new Finished(status, read(output), read(errors), elapsed, timedOut);
        } finally {
            C.close(input);
            C.close(output);
            C.close(errors);
        }
    }

    /// Starts a program that reads nothing and writes both streams to the open file `output`.
    ///
    /// Errors: [NativeException] when it cannot be started.
    static Child start(Command command, int output) {
        int input = memoryFile("stdin");
        try {
            write(input, command.input());
            return new Child(spawn(command, input, output, output));
        } finally {
            C.close(input);
        }
    }

    /// Waits for a child to end and takes its status, so that no zombie stays.
    private static int collect(int pid) {
        int[] status = new int[1];
        NativeException.check("wait for process " + pid, C.wait4(pid, status, 0, null));
        return exitCode(status[0]);
    }

    /// The exit status, or 128 + the signal's number. Source: wait(2), WEXITSTATUS and WTERMSIG.
    static int exitCode(int waitStatus) {
        int signal = waitStatus & 0x7f;
        return signal == 0 ? (waitStatus >>> 8) & 0xff : 128 + signal;
    }

    private static int spawn(Command command, int input, int output, int errors) {
        List<Pointer> keep = new ArrayList<>();
        Pointer actions = allocate(LibC.OPAQUE);
        Pointer attributes = allocate(LibC.OPAQUE);
        C.posix_spawn_file_actions_init(actions);
        C.posix_spawnattr_init(attributes);
        try {
            C.posix_spawn_file_actions_adddup2(actions, input, 0);
            C.posix_spawn_file_actions_adddup2(actions, output, 1);
            C.posix_spawn_file_actions_adddup2(actions, errors, 2);
            C.posix_spawn_file_actions_addclosefrom_np(actions, 3);
            C.posix_spawnattr_setflags(attributes, LibC.SPAWN_FLAGS);
            Pointer noSignals = allocate(LibC.OPAQUE);
            keep.add(noSignals);
            C.posix_spawnattr_setsigmask(attributes, noSignals);
            Pointer argv = strings(command.argv(), keep);
            Pointer environment = strings(assignments(command.environment()), keep);
            int[] pid = new int[1];
            int error =
                    C.posix_spawnp(
                            pid, command.argv().getFirst(), actions, attributes, argv, environment);
            if (error != 0) {
                throw new NativeException("start '" + command + "'", error);
            }
            return pid[0];
        } finally {
            Reference.reachabilityFence(keep);
            C.posix_spawnattr_destroy(attributes);
            C.posix_spawn_file_actions_destroy(actions);
        }
    }

    /// True if the child ended in time; else it was killed. A child stays a zombie until it is collected, so the id
    /// cannot have gone to somebody else.
    private static boolean awaitExit(int pid, Duration timeout) {
        int descriptor =
                NativeException.check(
                        "watch process " + pid, (int) C.syscall(LibC.PIDFD_OPEN, pid, 0));
        Pointer pollfd = allocate(LibC.POLLFD);
        try {
            pollfd.putInt(0, descriptor);
            pollfd.putShort(4, LibC.POLLIN);
            boolean ended = poll(pid, pollfd, System.nanoTime() + timeout.toNanos());
            if (!ended) {
                C.kill(pid, LibC.SIGKILL);
            }
            return ended;
        } finally {
            // Unreachable memory is freed, and the kernel writes its answer there at the end of a
            // long wait.
            Reference.reachabilityFence(pollfd);
            C.close(descriptor);
        }
    }

    /// Whether the descriptor became readable before `deadline`; a signal in between does not count as either.
    private static boolean poll(int pid, Pointer pollfd, long deadline) {
        while (true) {
            long left = Math.max(0, (deadline - System.nanoTime()) / 1_000_000);
            int ready = C.poll(pollfd, 1, (int) Math.min(Integer.MAX_VALUE, left));
            if (ready >= 0) {
                return ready > 0;
            }
            int errno = LibC.RUNTIME.getLastError();
            if (errno != LibC.EINTR) {
                throw new NativeException("wait for process " + pid, errno);
            }
        }
    }

    private static List<String> assignments(Map<String, String> environment) {
        return environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    }

    /// A null-terminated array of C strings. The strings live as long as `keep` does.
    private static Pointer strings(List<String> texts, List<Pointer> keep) {
        int width = LibC.RUNTIME.addressSize();
        Pointer array = allocate((texts.size() + 1) * width);
        for (int i = 0; i < texts.size(); i++) {
            byte[] bytes = texts.get(i).getBytes(StandardCharsets.UTF_8);
            Pointer text = allocate(bytes.length + 1);
            text.put(0, bytes, 0, bytes.length);
            keep.add(text);
            array.putPointer((long) i * width, text);
        }
        keep.add(array);
        return array;
    }

    private static Pointer allocate(int bytes) {
        return LibC.RUNTIME.getMemoryManager().allocateDirect(bytes, true);
    }

    private static int memoryFile(String name) {
        return NativeException.check(
                "make a file in memory", C.memfd_create(name, LibC.MFD_CLOEXEC));
    }

    private static void write(int fd, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && C.pwrite(fd, bytes, bytes.length, 0) != bytes.length) {
            throw new NativeException("write standard input", LibC.RUNTIME.getLastError());
        }
    }

    private static String read(int fd) {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[8192];
        long offset = 0;
        long count = C.pread(fd, buffer, buffer.length, offset);
        while (count > 0) {
            text.append(new String(buffer, 0, (int) count, StandardCharsets.ISO_8859_1));
            offset += count;
            count = C.pread(fd, buffer, buffer.length, offset);
        }
        return new String(
                text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
