package dev.vpccni.ec2;

import dev.vpccni.ec2.InstanceLimits.Hypervisor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The built-in table of what common instance types allow, so that most nodes start without asking EC2.
///
/// Shape of the resource: a line holds `enis ipv4-per-eni platform type…`, `#` starts a comment. It is scanned on each
/// question and not kept: a node asks once.
final class InstanceTypes {
    private static final String RESOURCE = "instance-types.txt";
    private static final int FIRST_TYPE = 3;

    private InstanceTypes() {}

    /// The limits of a type, or null when the table lacks it.
    static @Nullable InstanceLimits find(String instanceType) {
        return read().stream()
                .filter(limits -> limits.instanceType().equals(instanceType))
                .findFirst()
                .orElse(null);
    }

    /// The whole table, in the order of the resource.
    static List<InstanceLimits> read() {
        List<InstanceLimits> table = new ArrayList<>();
        try (InputStream stream = InstanceTypes.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(
                        "the resource " + RESOURCE + " is missing from the package");
            }
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    table.addAll(parse(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + RESOURCE, e);
        }
        return table;
    }

    private static List<InstanceLimits> parse(String line) {
        List<String> words = Arrays.asList(line.strip().split(" ", -1));
        int enis = Integer.parseInt(words.get(0));
        int addresses = Integer.parseInt(words.get(1));
        String platform = words.get(2);
        return words.subList(FIRST_TYPE, words.size()).stream()
                .map(type ->
                        new InstanceLimits(
                                type,
                                enis,
                                addresses,
                                hypervisor(platform),
                                platform.equals("metal")))
                .toList();
    }

    /// Shape: `nitro`, `xen`; anything else is unknown.
    static Hypervisor hypervisor(@Nullable String name) {
        if ("nitro".equals(name)) {
            return Hypervisor.NITRO;
        }
        return "xen".equals(name) ? Hypervisor.XEN : Hypervisor.UNKNOWN;
    }
}
