package dev.vpccni.lab.account;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The instance types that the lab knows, read from `instance-types.csv` beside this class.
///
/// Shape of a line: name, interfaces of each card joined by `+`, IPv4 per interface, IPv6 per interface, hypervisor,
/// `metal` or `virtual`, CPUs, memory in MiB, architecture. `#` starts a comment.
public final class InstanceTypes {
    private final SortedMap<String, InstanceType> byName;

    private InstanceTypes(SortedMap<String, InstanceType> byName) {
        this.byName = Collections.unmodifiableSortedMap(byName);
    }

    /// Reads the table that is packed with the lab.
    public static InstanceTypes builtIn() {
        try (InputStream in = InstanceTypes.class.getResourceAsStream("instance-types.csv")) {
            if (in == null) {
                throw new IllegalStateException(
                        "instance-types.csv is not packed beside " + InstanceTypes.class);
            }
            SortedMap<String, InstanceType> types = new TreeMap<>();
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(InstanceTypes::parse)
                    .forEach(type -> types.put(type.name(), type));
            return new InstanceTypes(types);
        } catch (IOException e) {
            throw new UncheckedIOException("read instance-types.csv", e);
        }
    }

    public Optional<InstanceType> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// All types, sorted by name.
    public List<InstanceType> all() {
        return List.copyOf(byName.values());
    }

    private static InstanceType parse(String line) {
        List<String> field = Arrays.stream(line.split(",", -1)).map(String::strip).toList();
        if (field.size() != 9) {
            throw new IllegalArgumentException(
                    "instance-types.csv: '" + line + "' does not have 9 fields");
        }
        return new InstanceType(
                field.get(0),
                Arrays.stream(field.get(1).split("\\+", -1)).map(Integer::valueOf).toList(),
                Integer.parseInt(field.get(2)),
                Integer.parseInt(field.get(3)),
                field.get(4),
                field.get(5).equals("metal"),
                Integer.parseInt(field.get(6)),
                Integer.parseInt(field.get(7)),
                field.get(8));
    }
}
