package dev.vpccni.config;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Typed reads of [Setting]s from an environment; collects a sentence for each value it had to replace.
final class Environment {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    private final Map<String, String> variables;
    private final List<String> warnings = new ArrayList<>();

    Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    boolean isSet(Setting setting) {
        return variables.containsKey(setting.name());
    }

    /// The text, or the default when the variable is unset or empty.
    String text(Setting setting) {
        String value = variables.getOrDefault(setting.name(), "");
        return value.isEmpty() ? setting.defaultText() : value;
    }

    /// Boolean syntax of the incumbent (spec/ipamd.md 1.1); anything else falls back to the default.
    boolean bool(Setting setting) {
        String value = text(setting);
        if (TRUE.contains(value)) {
            return true;
        }
        if (FALSE.contains(value)) {
            return false;
        }
        fallBack(setting, value, "a boolean is true or false");
        return TRUE.contains(setting.defaultText());
    }

    /// An integer >= min; anything else falls back to the default.
    int lenientInteger(Setting setting, int min) {
        String value = text(setting);
        try {
            int number = Integer.parseInt(value);
            if (number >= min) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below, like a number out of range
        }
        fallBack(setting, value, "it must be " + setting.form());
        return Integer.parseInt(setting.defaultText());
    }

    /// An integer within min..max. Errors: [ConfigException] for anything else.
    int strictInteger(Setting setting, int min, int max) {
        String value = text(setting);
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below, like a number out of range
        }
        throw new ConfigException(setting.name(), value, "it must be " + setting.form());
    }

    /// An unsigned 32-bit number in any base that Go's literal syntax knows (0x.., 0.., decimal).
    int unsigned32(Setting setting) {
        String value = text(setting);
        try {
            long number = Long.decode(value);
            if (number >= 1 && number <= 0xffffffffL) {
                return (int) number;
            }
        } catch (NumberFormatException e) {
            // reported below, like a number out of range
        }
        fallBack(setting, value, "it must be " + setting.form());
        return Integer.decode(setting.defaultText());
    }

    /// IPv4 CIDRs, masked to the network; entries that are none are skipped with a warning.
    List<IpPrefix> cidrs(Setting setting) {
        List<IpPrefix> result = new ArrayList<>();
        for (String item : text(setting).split(",", -1)) {
            String entry = item.strip();
            if (entry.isEmpty()) {
                continue;
            }
            parseCidr(setting, entry, result);
        }
        return List.copyOf(result);
    }

    void warn(String sentence) {
        warnings.add(sentence);
    }

    private void parseCidr(Setting setting, String entry, List<IpPrefix> into) {
        int slash = entry.indexOf('/');
        try {
            if (slash < 0) {
                throw new IllegalArgumentException("the prefix length is missing");
            }
            var address = IpAddress.parse(entry.substring(0, slash));
            int length = Integer.parseInt(entry.substring(slash + 1));
            IpPrefix cidr = IpPrefix.containing(address, length);
            if (cidr.family() != Family.IPV4) {
                throw new IllegalArgumentException("it is not an IPv4 CIDR");
            }
            into.add(cidr);
        } catch (IllegalArgumentException e) {
            warnings.add(setting.name() + " entry '" + entry + "' is skipped: " + e.getMessage());
        }
    }

    private void fallBack(Setting setting, String value, String rule) {
        warnings.add(
                setting.name()
                        + "="
                        + value
                        + " is not valid ("
                        + rule
                        + "); using "
                        + setting.defaultText());
    }
}
