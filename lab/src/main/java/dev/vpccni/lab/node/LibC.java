package dev.vpccni.lab.node;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import org.jspecify.annotations.Nullable;

/// The C library's calls for entering namespaces and for starting programs in them.
///
/// Names and signatures are those of the C library. Public because jnr-ffi implements it in a class loader of its own.
/// Source: setns(2), unshare(2), posix_spawn(3),
/// memfd_create(2), pidfd_open(2), wait4(2).
public interface LibC {
    LibC INSTANCE = LibraryLoader.create(LibC.class).load("c");

    jnr.ffi.Runtime RUNTIME = jnr.ffi.Runtime.getRuntime(INSTANCE);

    int CLONE_FS = 0x200;
    int CLONE_NEWNS = 0x20000;
    int CLONE_NEWUTS = 0x4000000;
    int CLONE_NEWPID = 0x20000000;
    int CLONE_NEWNET = 0x40000000;

    int O_RDONLY = 0;
    int O_CLOEXEC = 0x80000;

    /// O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC.
    int O_APPEND_NEW = 1 | 0x40 | 0x400 | O_CLOEXEC;

    int MFD_CLOEXEC = 1;

    /// errno: a signal came in between.
    int EINTR = 4;

    int SIGTERM = 15;
    int SIGKILL = 9;

    /// Sets a signal mask and makes the child the leader of a session: POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID.
    short SPAWN_FLAGS = 0x08 | 0x80;

    /// Opaque C structures of at most 336 bytes (posix_spawnattr_t of glibc is the largest).
    int OPAQUE = 512;

    /// Units: `fd_set`-free poll structure of 8 bytes: int fd, short events, short revents.
    int POLLFD = 8;

    short POLLIN = 1;

    int AT_FDCWD = -100;

    /// AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC of open_tree(2).
    int CLONE_OF_DESCRIPTOR = 0x1000 | 1 | O_CLOEXEC;

    /// MOVE_MOUNT_F_EMPTY_PATH of move_mount(2).
    int FROM_DESCRIPTOR = 4;

    /// Numbers of system calls that older C libraries have no function for; the same on every architecture.
    long OPEN_TREE = 428;

    long MOVE_MOUNT = 429;

    long PIDFD_OPEN = 434;

    int open(CharSequence path, int flags, int mode);

    int close(int fd);

    int unshare(int flags);

    int setns(int fd, int type);

    int memfd_create(CharSequence name, int flags);

    long pread(int fd, @Out byte[] buffer, long count, long offset);

    long pwrite(int fd, @In byte[] buffer, long count, long offset);

    /// pidfd_open(pid, flags).
    long syscall(long number, int pid, int flags);

    /// open_tree(descriptor, path, flags).
    long syscall(long number, int descriptor, CharSequence path, int flags);

    /// move_mount(from, path, to, path, flags).
    long syscall(
            long number, int from, CharSequence fromPath, int to, CharSequence toPath, int flags);

    int poll(Pointer descriptors, long count, int timeoutMillis);

    int kill(int pid, int signal);

    int wait4(int pid, @Out int[] status, int options, @Nullable Pointer usage);

    int posix_spawnp(
            @Out int[] pid,
            CharSequence program,
            Pointer fileActions,
            Pointer attributes,
            Pointer argv,
            Pointer environment);

    int posix_spawn_file_actions_init(Pointer actions);

    int posix_spawn_file_actions_adddup2(Pointer actions, int from, int to);

    int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int from);

    int posix_spawn_file_actions_destroy(Pointer actions);

    int posix_spawnattr_init(Pointer attributes);

    int posix_spawnattr_setflags(Pointer attributes, short flags);

    int posix_spawnattr_setsigmask(Pointer attributes, Pointer mask);

    int posix_spawnattr_destroy(Pointer attributes);
}
