package dev.vpccni.lab.node;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A program to run in a node.
///
/// @param argv the program (a path, or a name that PATH finds) and its arguments
/// @param environment everything the program sees; nothing of the lab's own environment is added
/// @param input what it reads on standard input
/// @param timeout after this it is killed
public record Command(
        List<String> argv, Map<String, String> environment, String input, Duration timeout) {
    private static final String PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public Command {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a command needs at least the program's name");
        }
    }

    /// A program with the usual PATH, empty input and 30 s to finish.
    public static Command of(String... argv) {
        return new Command(List.of(argv), Map.of("PATH", PATH), "", Duration.ofSeconds(30));
    }

    public Command withTimeout(Duration changed) {
        return new Command(argv, environment, input, changed);
    }

    @Override
    public String toString() {
        return String.join(" ", argv);
    }
}
