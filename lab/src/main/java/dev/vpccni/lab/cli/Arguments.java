package dev.vpccni.lab.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A command line taken apart.
///
/// Shape: words and options in any order; `--name value` or `--name=value`, flags without a value; everything after
/// `--` is [#rest] as it is.
record Arguments(List<String> words, Map<String, String> options, List<String> rest) {
    private static final Set<String> FLAGS = Set.of("no-agent", "keep-logs");

    Arguments {
        words = List.copyOf(words);
        options = Map.copyOf(options);
        rest = List.copyOf(rest);
    }

    /// Errors: UsageException for an option that `known` does not have, or that lacks its value.
    static Arguments parse(List<String> arguments, Set<String> known) {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new LinkedHashMap<>();
        List<String> rest = List.of();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--")) {
                rest = arguments.subList(i + 1, arguments.size());
                break;
            }
            if (!argument.startsWith("--")) {
                words.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String name = argument.substring(2, equals < 0 ? argument.length() : equals);
            if (!known.contains(name)) {
                throw new UsageException(
                        "there is no option --" + name + " here; see 'vpc-lab help'");
            }
            if (equals >= 0) {
                options.put(name, argument.substring(equals + 1));
            } else if (FLAGS.contains(name)) {
                options.put(name, "true");
            } else if (i + 1 < arguments.size()) {
                options.put(name, arguments.get(++i));
            } else {
                throw new UsageException("the option --" + name + " needs a value");
            }
        }
        return new Arguments(words, options, rest);
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    boolean flag(String name) {
        return options.containsKey(name);
    }

    /// A number within bounds. Errors: UsageException that names the option and the bounds.
    int number(String name, int fallback, int least, int most) {
        String text = options.get(name);
        if (text == null) {
            return fallback;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below, like a number out of bounds.
        }
        throw new UsageException(
                "--"
                        + name
                        + " is a number from "
                        + least
                        + " to "
                        + most
                        + ", not '"
                        + text
                        + "'");
    }

    /// The word at a position. Errors: UsageException that says what is missing.
    String word(int position, String what) {
        if (position >= words.size()) {
            throw new UsageException(what + " is missing; see 'vpc-lab help'");
        }
        return words.get(position);
    }
}
