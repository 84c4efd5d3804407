package dev.vpccni.imds;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Turns the texts of IMDS into values, and names the path when one makes no sense.
final class Values {
    private Values() {}

    /// The text itself. Errors: [ImdsException] when there is none (404) or it is empty.
    static String required(String path, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            throw new ImdsException(
                    path,
                    text == null ? 404 : 200,
                    "IMDS has no value at "
                            + path
                            + ", which the agent cannot do without; is this an EC2 instance in a VPC?",
                    null);
        }
        return text;
    }

    static <T> T one(String path, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ImdsException(
                    path,
                    200,
                    "IMDS gives '"
                            + text
                            + "' at "
                            + path
                            + ", which makes no sense: "
                            + e.getMessage(),
                    e);
        }
    }

    /// One value per line; none for null or an empty text.
    static <T> List<T> lines(String path, @Nullable String text, Function<String, T> parser) {
        return text == null
                ? List.of()
                : text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .map(line -> one(path, line, parser))
                        .toList();
    }
}
