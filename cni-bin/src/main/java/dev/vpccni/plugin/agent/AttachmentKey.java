package dev.vpccni.plugin.agent;

import dev.vpccni.inet.Utf8;
import dev.vpccni.wire.Protocol;
import org.jspecify.annotations.Nullable;

/// What names an attachment on this node.
///
/// @param network name of the network configuration
/// @param containerId CNI_CONTAINERID
/// @param ifName CNI_IFNAME
public record AttachmentKey(String network, String containerId, String ifName) {
    private static final String HEX = "0123456789ABCDEF";

    /// Longest alias that an interface can have. Units: bytes. Source: IFALIASZ of linux/if.h without its NUL.
    private static final int MAX_ALIAS = 255;

    /// The path of this attachment in the agent's API, each part percent-encoded (RFC 3986, section 2.1).
    String path() {
        return Protocol.ATTACHMENTS
                + encode(network)
                + "/"
                + encode(containerId)
                + "/"
                + encode(ifName);
    }

    /// `network/containerId/ifName`, the alias of the host's interface; empty when it would be too long.
    ///
    /// No part can have a slash: [dev.vpccni.plugin.cni.Identifiers].
    public String alias() {
        String alias = network + "/" + containerId + "/" + ifName;
        return Utf8.encode(alias).length > MAX_ALIAS ? "" : alias;
    }

    /// The key that [#alias] was made of, or null for any other text.
    public static @Nullable AttachmentKey ofAlias(String alias) {
        int first = alias.indexOf('/');
        int second = alias.indexOf('/', first + 1);
        boolean threeParts =
                first > 0
                        && second > first + 1
                        && second < alias.length() - 1
                        && alias.indexOf('/', second + 1) < 0;
        if (!threeParts) {
            return null;
        }
        return new AttachmentKey(
                alias.substring(0, first),
                alias.substring(first + 1, second),
                alias.substring(second + 1));
    }

    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : Utf8.encode(text)) {
            char c = (char) (b & 255);
            if (isUnreserved(c)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return encoded.toString();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
