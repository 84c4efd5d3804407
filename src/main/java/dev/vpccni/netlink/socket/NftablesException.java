package dev.vpccni.netlink.socket;

/// libnftables refused a command; the kernel's rules are as they were.
public final class NftablesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NftablesException(String message) {
        super(message);
    }
}
