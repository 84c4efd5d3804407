package dev.vpccni.lab.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An object of a scenario file or of a request, read key by key; every complaint names the source and the path.
///
/// A key that nobody read is an error, so that a misspelt key does not pass for a default. Call [#end] when all is
/// read.
final class Section {
    private final String source;
    private final String path;
    private final JsonNode node;
    private final Set<String> read = new HashSet<>();

    private Section(String source, String path, JsonNode node) {
        this.source = source;
        this.path = path;
        this.node = node;
        if (!node.isObject()) {
            throw new ScenarioException(
                    source + ": " + shown() + " must be an object of keys and values, not " + node);
        }
    }

    /// Shape: `source` is how the file or the request is called in messages.
    static Section of(String source, JsonNode root) {
        return new Section(source, "", root);
    }

    boolean has(String key) {
        return find(key) != null;
    }

    /// Reads a value; an exception of the parser becomes a complaint that names the place.
    <T> @Nullable T optional(String key, Function<String, T> parser) {
        JsonNode value = find(key);
        if (value == null) {
            return null;
        }
        if (!value.isValueNode()) {
            throw complaint(key, "must be a single value, not " + value);
        }
        return parse(key, value.asText(), parser);
    }

    <T> T value(String key, T absent, Function<String, T> parser) {
        T value = optional(key, parser);
        return value == null ? absent : value;
    }

    <T> T required(String key, Function<String, T> parser) {
        T value = optional(key, parser);
        if (value == null) {
            throw complaint(key, "is missing");
        }
        return value;
    }

    String text(String key, String absent) {
        return value(key, absent, Function.identity());
    }

    Duration duration(String key, Duration absent) {
        return value(key, absent, Durations::parse);
    }

    boolean flag(String key, boolean absent) {
        return value(
                key,
                absent,
                text -> {
                    if (!text.equals("true") && !text.equals("false")) {
                        throw new IllegalArgumentException(
                                "'" + text + "' is neither true nor false");
                    }
                    return text.equals("true");
                });
    }

    /// A whole number within bounds.
    int number(String key, int absent, int least, int most) {
        return value(
                key,
                absent,
                text -> {
                    int number;
                    try {
                        number = Integer.parseInt(text);
                    } catch (NumberFormatException _) {
                        throw new IllegalArgumentException("'" + text + "' is not a whole number");
                    }
                    if (number < least || number > most) {
                        throw new IllegalArgumentException(
                                number + " is not within " + least + " to " + most);
                    }
                    return number;
                });
    }

    /// A number within bounds.
    double decimal(String key, double absent, double least, double most) {
        return value(
                key,
                absent,
                text -> {
                    double number;
                    try {
                        number = Double.parseDouble(text);
                    } catch (NumberFormatException _) {
                        throw new IllegalArgumentException("'" + text + "' is not a number");
                    }
                    if (!(number >= least && number <= most)) {
                        throw new IllegalArgumentException(
                                text + " is not within " + least + " to " + most);
                    }
                    return number;
                });
    }

    /// A list of single values; empty if the key is absent.
    <T> List<T> values(String key, Function<String, T> parser) {
        List<T> values = new ArrayList<>();
        for (JsonNode item : items(key)) {
            values.add(parse(key + "/" + values.size(), item.asText(), parser));
        }
        return values;
    }

    /// A list of objects; empty if the key is absent. Each is read to its end.
    <T> List<T> sections(String key, Function<Section, T> reader) {
        List<T> values = new ArrayList<>();
        for (JsonNode item : items(key)) {
            values.add(
                    read(
                            new Section(source, path + "/" + key + "/" + values.size(), item),
                            reader));
        }
        return values;
    }

    /// An object under a key; `absent` if there is none. It is read to its end.
    <T> T section(String key, T absent, Function<Section, T> reader) {
        JsonNode value = find(key);
        return value == null ? absent : read(new Section(source, path + "/" + key, value), reader);
    }

    /// All keys of this object with what `reader` makes of each.
    <T> Map<String, T> entries(BiFunction<Section, String, T> reader) {
        Map<String, T> entries = new LinkedHashMap<>();
        node.fieldNames().forEachRemaining(key -> entries.put(key, reader.apply(this, key)));
        return entries;
    }

    boolean isObject(String key) {
        JsonNode value = find(key);
        return value != null && value.isObject();
    }

    boolean isList(String key) {
        JsonNode value = find(key);
        return value != null && value.isArray();
    }

    /// Refuses keys that were not read.
    void end() {
        Set<String> unknown = new TreeSet<>();
        node.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(read);
        if (!unknown.isEmpty()) {
            throw new ScenarioException(
                    source
                            + ": "
                            + shown()
                            + " has the unknown key '"
                            + unknown.iterator().next()
                            + "'; known here: "
                            + String.join(", ", new TreeSet<>(read)));
        }
    }

    /// A complaint about the value of a key.
    ScenarioException complaint(String key, String rule) {
        return new ScenarioException(source + ": " + path + "/" + key + ": " + rule);
    }

    private static <T> T read(Section section, Function<Section, T> reader) {
        T value = reader.apply(section);
        section.end();
        return value;
    }

    private Iterable<JsonNode> items(String key) {
        JsonNode value = find(key);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw complaint(key, "must be a list, not " + value);
        }
        return value;
    }

    private <T> T parse(String key, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException wrong) {
            throw complaint(key, String.valueOf(wrong.getMessage()));
        }
    }

    private @Nullable JsonNode find(String key) {
        read.add(key);
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    private String shown() {
        return path.isEmpty() ? "the document" : path;
    }
}
