package dev.vpccni.lab.imds;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Metadata as a tree of texts: a leaf answers its text, a directory the names in it, one a line, directories with a
/// slash at the end.
///
/// Shape: keys are paths without a slash at either end. Source: EC2 user guide, "Access instance metadata".
final class MetadataTree {
    private final SortedMap<String, String> leaves = new TreeMap<>();

    MetadataTree put(String path, Object value) {
        leaves.put(path, value.toString());
        return this;
    }

    /// Adds a list, one value a line; an empty one is not there at all, which IMDS shows as 404.
    MetadataTree putLines(String path, Iterable<?> values) {
        StringBuilder lines = new StringBuilder();
        for (Object value : values) {
            lines.append(lines.isEmpty() ? "" : "\n").append(value);
        }
        if (!lines.isEmpty()) {
            leaves.put(path, lines.toString());
        }
        return this;
    }

    /// The text at a path, or the listing of a directory; empty if there is neither.
    Optional<String> find(String path) {
        String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String leaf = leaves.get(bare);
        if (leaf != null) {
            return path.equals(bare) ? Optional.of(leaf) : Optional.empty();
        }
        String inside = bare.isEmpty() ? "" : bare + "/";
        SortedSet<String> names = new TreeSet<>();
        for (String key : leaves.tailMap(inside).keySet()) {
            if (!key.startsWith(inside)) {
                break;
            }
            String rest = key.substring(inside.length());
            int slash = rest.indexOf('/');
            names.add(slash < 0 ? rest : rest.substring(0, slash + 1));
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", names));
    }
}
