package dev.vpccni.netlink.socket;

import dev.vpccni.netlink.NetlinkException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Network namespaces: make, enter, remove.
///
/// A thread that enters or makes a namespace is a platform thread of its own that ends afterwards: setns(2) and
/// unshare(2) change one kernel thread, and a pooled or virtual one would carry the namespace into other work.
public final class Namespaces {
    private static final String DIRECTORY = "/run/netns";
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int O_CREATE_NEW = 0x40 | 0x80;
    private static final int O_DIRECTORY = 0x10000;
    private static final int MS_BIND = 0x1000;
    private static final int MS_REC = 0x4000;
    private static final int MS_SHARED = 0x100000;
    private static final int MNT_DETACH = 2;
    private static final int LOCK_EX = 2;
    private static final int EXISTS = NetlinkException.EEXIST;

    private Namespaces() {}

    /// Where the namespace of this name is mounted: `/run/netns/NAME`, as ip-netns(8) has it.
    public static Path path(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot be the name of a network namespace");
        }
        return Path.of(DIRECTORY, name);
    }

    /// Opens a namespace, for [dev.vpccni.netlink.RtRequest.VethPeer] and to keep it from vanishing.
    ///
    /// Errors: NetlinkException, ENOENT when there is none at this path.
    public static FileDescriptor openFd(Path netns) {
        int fd = Native.libc().open(netns.toString(), Native.O_CLOEXEC, 0);
        return new FileDescriptor(Native.checked(fd, "open network namespace " + netns));
    }

    /// Runs `work` on a new platform thread that has entered the namespace at `netns` (for instance
    /// `/run/netns/lab-n1` or `/proc/123/ns/net`), and returns its result. Sockets opened by it stay in that namespace.
    ///
    /// Errors: NetlinkException when the namespace cannot be opened or entered; the exception of `work` as it is.
    /// An interrupt of the caller is passed on to `work`, whose result is then dropped.
    public static <T> T call(Path netns, Callable<T> work) throws Exception {
        return onThrowAwayThread(() -> {
            try (FileDescriptor fd = openFd(netns)) {
                enter(fd, netns.toString());
            }
            return work.call();
        });
    }

    /// Like [#call(Path, Callable)] for a namespace that is open already.
    static <T> T call(FileDescriptor netns, Callable<T> work) throws Exception {
        return onThrowAwayThread(() -> {
            enter(netns, "of descriptor " + netns.number());
            return work.call();
        });
    }

    /// Makes the namespace `/run/netns/NAME`, like `ip netns add NAME`; its loopback is down.
    ///
    /// Errors: NetlinkException, EEXIST when the name is taken; nothing is left behind.
    public static void create(String name) {
        String file = path(name).toString();
        prepareDirectory();
        int fd = Native.libc().open(file, O_CREATE_NEW | Native.O_CLOEXEC, 0);
        Native.libc().close(Native.checked(fd, "create network namespace " + name));
        try {
            onThrowAwayThread(() -> {
                Native.checked(
                        Native.libc().unshare(CLONE_NEWNET),
                        "make a network namespace for " + name);
                int mounted =
                        Native.libc()
                                .mount("/proc/thread-self/ns/net", file, "none", MS_BIND, null);
                return Native.checked(mounted, "bind a network namespace to " + file);
            });
        } catch (Exception e) {
            Native.libc().unlink(file);
            throw unchecked(e, "create network namespace " + name);
        }
    }

    /// Removes the name; the namespace itself goes with its last process, socket and open descriptor.
    ///
    /// Errors: NetlinkException, ENOENT when there is none of this name.
    public static void delete(String name) {
        String file = path(name).toString();
        // A file that a killed creator left behind is no mount: EINVAL, and unlink is all there is
        // to do.
        if (Native.libc().umount2(file, MNT_DETACH) < 0 && Native.errno() != Native.EINVAL) {
            throw Native.failure("unmount network namespace " + name);
        }
        Native.checked(Native.libc().unlink(file), "delete network namespace " + name);
    }

    /// Makes /run/netns a shared mount, so that deleting a name here frees the namespace in other mount trees too.
    ///
    /// The lock is the one ip-netns(8) takes: two processes that do this at once would mount the directory twice.
    private static void prepareDirectory() {
        if (Native.libc().mkdir(DIRECTORY, 0755) < 0 && Native.errno() != EXISTS) {
            throw Native.failure("create " + DIRECTORY);
        }
        int opened = Native.libc().open(DIRECTORY, O_DIRECTORY | Native.O_CLOEXEC, 0);
        try (FileDescriptor lock =
                new FileDescriptor(Native.checked(opened, "open " + DIRECTORY))) {
            Native.checked(Native.libc().flock(lock.number(), LOCK_EX), "lock " + DIRECTORY);
            if (Native.libc().mount("", DIRECTORY, "none", MS_SHARED | MS_REC, null) < 0) {
                if (Native.errno() != Native.EINVAL) {
                    throw Native.failure("share the mount " + DIRECTORY);
                }
                int bound =
                        Native.libc().mount(DIRECTORY, DIRECTORY, "none", MS_BIND | MS_REC, null);
                Native.checked(bound, "bind " + DIRECTORY + " to itself");
                int shared = Native.libc().mount("", DIRECTORY, "none", MS_SHARED | MS_REC, null);
                Native.checked(shared, "share the mount " + DIRECTORY);
            }
        }
    }

    private static void enter(FileDescriptor netns, String name) {
        int entered = Native.libc().setns(netns.number(), CLONE_NEWNET);
        Native.checked(entered, "enter network namespace " + name);
    }

    private static <T> T onThrowAwayThread(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Thread.ofPlatform().name("netns").daemon().start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            thread.interrupt();
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    /// The exceptions of our own work are unchecked; what remains is an interrupt of the caller.
    static RuntimeException unchecked(Exception e, String operation) {
        if (e instanceof RuntimeException runtime) {
            return runtime;
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return new IllegalStateException(operation + ": " + e, e);
    }
}
