package dev.vpccni.netlink.socket;

import dev.vpccni.netlink.NetlinkException;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Platform;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import org.jspecify.annotations.Nullable;

/// The C libraries as jnr-ffi sees them, and the error convention of libc's calls.
///
/// Two fixed interfaces, each loaded once through LibraryLoader: a native image has to register exactly these. They are
/// public only because the code that jnr-ffi generates lives in a class loader of its own.
final class Native {
    /// Functions of libc; each answers -1 and sets errno on failure. Source: the man page of the same name, section 2.
    public interface LibC {
        int open(String path, int flags, int mode);

        int close(int fd);

        int flock(int fd, int operation);

        int mkdir(String path, int mode);

        int unlink(String path);

        int mount(
                String source,
                String target,
                @Nullable String type,
                long flags,
                @Nullable String data);

        int umount2(String target, int flags);

        int setns(int fd, int type);

        int unshare(int flags);

        int socket(int domain, int type, int protocol);

        int bind(int fd, @In byte[] address, int length);

        int setsockopt(int fd, int level, int option, @In byte[] value, int length);

        long send(int fd, @In byte[] data, long length, int flags);

        long recv(int fd, @Out byte @Nullable [] data, long length, int flags);

        int poll(@In @Out byte[] descriptors, long count, int timeoutMillis);
    }

    /// Functions of libnftables. Source: nftables/libnftables.h.
    public interface LibNftables {
        @Nullable Pointer nft_ctx_new(int flags);

        void nft_ctx_free(Pointer context);

        int nft_ctx_buffer_output(Pointer context);

        int nft_ctx_buffer_error(Pointer context);

        String nft_ctx_get_output_buffer(Pointer context);

        String nft_ctx_get_error_buffer(Pointer context);

        void nft_ctx_output_set_flags(Pointer context, int flags);

        int nft_run_cmd_from_buffer(Pointer context, String commands);
    }

    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EINVAL = 22;
    static final int O_CLOEXEC = 0x80000;

    private Native() {}

    static LibC libc() {
        return Holder.LIBC;
    }

    /// The result of a call, or its errno as a [NetlinkException] that says what was tried.
    static int checked(int result, String operation) {
        if (result < 0) {
            throw failure(operation);
        }
        return result;
    }

    /// The calling thread's errno, as its last foreign call left it.
    static int errno() {
        return Holder.RUNTIME.getLastError();
    }

    static NetlinkException failure(String operation) {
        return new NetlinkException(operation, errno(), "");
    }

    /// Shape: one int in host (little-endian) order.
    static byte[] littleEndian(int value) {
        return new byte[] {
            (byte) value, (byte) (value >>> 8), (byte) (value >>> 16), (byte) (value >>> 24)
        };
    }

    private static final class Holder {
        static final LibC LIBC =
                LibraryLoader.create(LibC.class)
                        .load(Platform.getNativePlatform().getStandardCLibraryName());
        static final Runtime RUNTIME = Runtime.getRuntime(LIBC);
    }
}
