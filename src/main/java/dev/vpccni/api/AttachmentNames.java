package dev.vpccni.api;

import dev.vpccni.ipam.AttachmentKey;
import dev.vpccni.wire.Reason;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Checks the three names of an attachment as a caller gives them.
///
/// They end up in the journal, in log lines and in the kernel's aliases, so nothing but what the CNI specification
/// allows gets in. Source: CNI specification 1.1.0, section 2, "Parameters" and section 1, `name`; IFNAMSIZ of
/// linux/if.h.
final class AttachmentNames {
    private static final int LONGEST_IDENTIFIER = 255;
    private static final int LONGEST_INTERFACE = 15;

    private AttachmentNames() {}

    /// Errors: ProblemException with the name that is wrong and the rule that it breaks.
    static AttachmentKey read(
            @Nullable String network, @Nullable String containerId, @Nullable String ifName) {
        return new AttachmentKey(
                identifier("network name", network),
                identifier("container id", containerId),
                interfaceName(ifName));
    }

    private static String identifier(String what, @Nullable String name) {
        if (name == null
                || name.isEmpty()
                || name.length() > LONGEST_IDENTIFIER
                || !isAlphanumeric(name.charAt(0))
                || !name.chars().allMatch(AttachmentNames::isIdentifierPart)) {
            throw refused(
                    what,
                    name,
                    "up to 255 letters, digits, '_', '.' and '-', beginning with a letter or digit");
        }
        return name;
    }

    private static String interfaceName(@Nullable String name) {
        IntPredicate allowed = c -> c > ' ' && c < 0x7f && c != '/' && c != ':';
        if (name == null
                || name.isEmpty()
                || name.length() > LONGEST_INTERFACE
                || name.equals(".")
                || name.equals("..")
                || !name.chars().allMatch(allowed)) {
            throw refused(
                    "interface name",
                    name,
                    "up to 15 printable characters without '/' and ':', and neither '.' nor '..'");
        }
        return name;
    }

    private static boolean isIdentifierPart(int c) {
        return isAlphanumeric(c) || c == '_' || c == '.' || c == '-';
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static ProblemException refused(String what, @Nullable String name, String rule) {
        return new ProblemException(
                Reason.BAD_REQUEST, "the " + what + " is " + shown(name) + "; it must be " + rule);
    }

    /// What a log line and a terminal can bear of it.
    private static String shown(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return "missing";
        }
        StringBuilder text = new StringBuilder("'");
        name.chars()
                .limit(LONGEST_IDENTIFIER)
                .forEach(c -> text.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
        return text.append('\'').toString();
    }
}
