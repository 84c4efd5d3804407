package dev.vpccni.plugin.os;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.Utf8;

/// Where a stream socket connects to.
public sealed interface Endpoint {
    /// A TCP port of an address.
    record Tcp(IpAddress address, int port) implements Endpoint {
        @Override
        public String toString() {
            return address.bytes().length == 4 ? address + ":" + port : "[" + address + "]:" + port;
        }
    }

    /// A socket in the file system.
    record UnixSocket(String path) implements Endpoint {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /// Longest path that fits into sockaddr_un with its final NUL. Units: bytes of UTF-8.
    int MAX_UNIX_PATH = 107;

    /// Reads `127.0.0.1:61679`, `[::1]:61679` or `unix:/path`; names are not looked up.
    ///
    /// Errors: IllegalArgumentException that quotes the text.
    static Endpoint parse(String text) {
        if (text.startsWith("unix:")) {
            String path = text.substring("unix:".length());
            if (!path.startsWith("/") || Utf8.encode(path).length > MAX_UNIX_PATH) {
                throw new IllegalArgumentException(
                        "'"
                                + text
                                + "' is not unix: and an absolute path of at most "
                                + MAX_UNIX_PATH
                                + " bytes");
            }
            return new UnixSocket(path);
        }
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither address:port nor unix:/path");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new Tcp(IpAddress.parse(host), parsePort(text, text.substring(colon + 1)));
    }

    private static int parsePort(String text, String digits) {
        int port = 0;
        boolean valid = !digits.isEmpty() && digits.length() <= 5;
        for (int i = 0; valid && i < digits.length(); i++) {
            char c = digits.charAt(i);
            valid = c >= '0' && c <= '9';
            port = port * 10 + (c - '0');
        }
        if (!valid || port == 0 || port > 65535) {
            throw new IllegalArgumentException("'" + text + "' has no port within 1..65535");
        }
        return port;
    }
}
