package dev.vpccni.plugin.cni;

import dev.vpccni.inet.Utf8;

/// The rules for names that CNI and the kernel set.
public final class Identifiers {
    /// Longest interface name. Units: bytes. Source: IFNAMSIZ of linux/if.h without its NUL.
    public static final int MAX_INTERFACE_NAME = 15;

    private Identifiers() {}

    /// Container ids and network names: a letter or digit, then letters, digits, `_`, `.`, `-`.
    ///
    /// Source: CNI specification 1.1.0, "Parameters" and "Configuration format".
    public static boolean isIdentifier(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean allowed = isLetterOrDigit(c) || (i > 0 && (c == '_' || c == '.' || c == '-'));
            if (!allowed) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /// Interface names: 1 to 15 bytes without `/`, `:`, white space or control characters, and not `.` or `..`.
    ///
    /// Source: dev_valid_name of the kernel's net/core/dev.c.
    public static boolean isInterfaceName(String text) {
        int bytes = Utf8.encode(text).length;
        if (bytes == 0 || bytes > MAX_INTERFACE_NAME || text.equals(".") || text.equals("..")) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/' || c == ':' || c <= ' ' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
