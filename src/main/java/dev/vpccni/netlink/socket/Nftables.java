package dev.vpccni.netlink.socket;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/// libnftables in process: runs a ruleset text as one transaction, without a fork.
///
/// Threads: safe for use by many; commands of one context run one after the other.
/// Source: libnftables(3). Needs Debian's `libnftables1`.
public final class Nftables implements AutoCloseable {
    /// NFT_CTX_OUTPUT_JSON.
    private static final int OUTPUT_JSON = 1 << 4;

    /// What `nft list` prints.
    private static final int OUTPUT_TEXT = 0;

    private static final int QUOTED_COMMAND_CHARS = 200;

    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable FileDescriptor netns;
    private @Nullable Pointer context;

    private Nftables(@Nullable FileDescriptor netns, Pointer context) {
        this.netns = netns;
        this.context = context;
    }

    /// A context in the calling thread's network namespace.
    public static Nftables open() {
        return new Nftables(null, newContext());
    }

    /// A context whose every command runs in the namespace at `netns`.
    public static Nftables open(Path netns) {
        FileDescriptor fd = Namespaces.openFd(netns);
        try {
            return new Nftables(fd, Namespaces.call(fd, Nftables::newContext));
        } catch (Exception e) {
            fd.close();
            throw Namespaces.unchecked(e, "open nftables in " + netns);
        }
    }

    /// Runs commands in nft syntax as one transaction and returns the output (for `list`), else the empty text.
    ///
    /// Errors: NftablesException with libnftables' own text; then nothing was applied.
    public String run(String commands) {
        return run(commands, OUTPUT_TEXT);
    }

    /// Like [#run] with JSON output.
    public String runJson(String commands) {
        return run(commands, OUTPUT_JSON);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            Pointer open = context;
            if (open != null) {
                context = null;
                Holder.LIBRARY.nft_ctx_free(open);
            }
            if (netns != null) {
                netns.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private String run(String commands, int flags) {
        lock.lock();
        try {
            // Names of interfaces are looked up by the thread that parses, so it has to be in the
            // namespace too.
            return inNamespace(() -> runHere(commands, flags));
        } catch (Exception e) {
            throw Namespaces.unchecked(e, "run nftables commands");
        } finally {
            lock.unlock();
        }
    }

    private <T> T inNamespace(Callable<T> work) throws Exception {
        return netns == null ? work.call() : Namespaces.call(netns, work);
    }

    private String runHere(String commands, int flags) {
        Pointer open = context;
        if (open == null) {
            throw new IllegalStateException("the nftables context is closed");
        }
        Holder.LIBRARY.nft_ctx_output_set_flags(open, flags);
        int result = Holder.LIBRARY.nft_run_cmd_from_buffer(open, commands);
        // Reading a buffer empties it, so both are read whatever the result.
        String output = Holder.LIBRARY.nft_ctx_get_output_buffer(open);
        String error = Holder.LIBRARY.nft_ctx_get_error_buffer(open);
        if (result != 0) {
            String quoted =
                    commands.length() <= QUOTED_COMMAND_CHARS
                            ? commands
                            : commands.substring(0, QUOTED_COMMAND_CHARS) + "…";
            throw new NftablesException("nftables refused '" + quoted + "': " + error.strip());
        }
        return output;
    }

    private static Pointer newContext() {
        Pointer context = Holder.LIBRARY.nft_ctx_new(0);
        if (context == null) {
            throw new NftablesException("libnftables could not open a context");
        }
        Holder.LIBRARY.nft_ctx_buffer_output(context);
        Holder.LIBRARY.nft_ctx_buffer_error(context);
        return context;
    }

    private static final class Holder {
        static final Native.LibNftables LIBRARY = load();

        private static Native.LibNftables load() {
            try {
                return LibraryLoader.create(Native.LibNftables.class)
                        .failImmediately()
                        .load("nftables");
            } catch (UnsatisfiedLinkError e) {
                throw new NftablesException(
                        "libnftables.so.1 cannot be loaded; install Debian's libnftables1: "
                                + e.getMessage());
            }
        }
    }
}
