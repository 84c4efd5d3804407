package dev.vpccni.lab.ec2;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.lab.account.Ec2Exception;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The form parameters of one call, read by name; what nobody read is refused, so that the lab never ignores what a
/// caller asked for.
///
/// Shape: lists are `Name.1`, `Name.2`; structures are `Name.Field` and `Name.1.Field`. Parameters of a structure are a
/// view with a prefix on the same form. Source: EC2 API reference, "Query requests".
final class Parameters {
    private static final int SUMMARY_LENGTH = 400;
    private static final Set<String> NOT_SUMMARISED = Set.of("Action", "Version", "ClientToken");

    private final Map<String, String> all;
    private final Set<String> read;
    private final String prefix;

    private Parameters(Map<String, String> all, Set<String> read, String prefix) {
        this.all = all;
        this.read = read;
        this.prefix = prefix;
    }

    /// Reads `a=b&c=d`. Errors: MalformedQueryString.
    static Parameters parse(String form) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String pair : form.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (pair.isEmpty()) {
                continue;
            }
            try {
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                all.put(decode(name), decode(value));
            } catch (IllegalArgumentException _) {
                throw new Ec2Exception(
                        "MalformedQueryString",
                        "The query string contains a syntax error: " + pair);
            }
        }
        return new Parameters(all, new HashSet<>(Set.of("Action", "Version", "DryRun")), "");
    }

    @Nullable String text(String name) {
        read.add(prefix + name);
        return all.get(prefix + name);
    }

    String text(String name, String absent) {
        String value = text(name);
        return value == null ? absent : value;
    }

    String required(String name) {
        String value = text(name);
        if (value == null || value.isEmpty()) {
            throw new Ec2Exception(
                    "MissingParameter", "The request must contain the parameter " + prefix + name);
        }
        return value;
    }

    @Nullable Integer number(String name) {
        String value = text(name);
        return value == null ? null : read(name, value, Integer::valueOf);
    }

    int number(String name, int absent) {
        Integer value = number(name);
        return value == null ? absent : value;
    }

    int requiredNumber(String name) {
        return required(name, Integer::valueOf);
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(optionalFlag(name));
    }

    @Nullable Boolean optionalFlag(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        if (!value.equals("true") && !value.equals("false")) {
            throw invalid(name, value);
        }
        return value.equals("true");
    }

    @Nullable IpAddress address(String name) {
        String value = text(name);
        return value == null ? null : read(name, value, IpAddress::parse);
    }

    /// The values `name.1`, `name.2`, and so on.
    List<String> list(String name) {
        List<String> values = new ArrayList<>();
        for (int i = 1; all.containsKey(prefix + name + "." + i); i++) {
            values.add(required(name + "." + i));
        }
        return values;
    }

    List<IpAddress> addresses(String name) {
        return list(name).stream().map(value -> read(name, value, IpAddress::parse)).toList();
    }

    List<IpPrefix> prefixes(String name) {
        return list(name).stream().map(value -> read(name, value, IpPrefix::parse)).toList();
    }

    /// The structures `name.1.*`, `name.2.*`, and so on.
    List<Parameters> structures(String name) {
        List<Parameters> found = new ArrayList<>();
        for (int i = 1; hasAny(name + "." + i + "."); i++) {
            found.add(new Parameters(all, read, prefix + name + "." + i + "."));
        }
        return found;
    }

    /// Reads a value that a structure must have. Errors: MissingParameter, InvalidParameterValue.
    <T> T required(String name, Function<String, T> parser) {
        return read(name, required(name), parser);
    }

    /// Refuses what was not read. Errors: UnknownParameter that names it.
    void requireAllRead() {
        Set<String> unread = new TreeSet<>(all.keySet());
        unread.removeAll(read);
        if (!unread.isEmpty()) {
            throw new Ec2Exception(
                    "UnknownParameter",
                    "The parameter "
                            + unread.iterator().next()
                            + " is not recognized by the lab's EC2 API");
        }
    }

    /// True if any parameter has a name that starts with one of these.
    boolean hasAny(String... starts) {
        return all.keySet().stream()
                .anyMatch(name ->
                        Arrays.stream(starts).anyMatch(start -> name.startsWith(prefix + start)));
    }

    /// One line for the journal.
    String summary() {
        String line =
                all.entrySet().stream()
                        .filter(entry -> !NOT_SUMMARISED.contains(entry.getKey()))
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" "));
        return line.length() > SUMMARY_LENGTH ? line.substring(0, SUMMARY_LENGTH) + "…" : line;
    }

    private <T> T read(String name, String value, Function<String, T> parser) {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException _) {
            throw invalid(name, value);
        }
    }

    private Ec2Exception invalid(String name, String value) {
        return new Ec2Exception(
                "InvalidParameterValue",
                "Value (" + value + ") for parameter " + prefix + name + " is invalid.");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
