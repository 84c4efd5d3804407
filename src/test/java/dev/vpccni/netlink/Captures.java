package dev.vpccni.netlink;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// The captured datagrams under src/test/resources.
final class Captures {
    private Captures() {}

    /// What iproute2 sent, one datagram for each name.
    static Map<String, List<byte[]>> requests() {
        return read("iproute2-requests.txt");
    }

    /// What the kernel answered, all datagrams for each name.
    static Map<String, List<byte[]>> replies() {
        return read("kernel-replies.txt");
    }

    private static Map<String, List<byte[]>> read(String file) {
        try (InputStream in = Objects.requireNonNull(Captures.class.getResourceAsStream(file))) {
            Map<String, List<byte[]>> found = new LinkedHashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", 3))
                    .forEach(parts ->
                            found.put(
                                    parts[0],
                                    Stream.of(parts[2].split(" "))
                                            .map(HexFormat.of()::parseHex)
                                            .toList()));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
