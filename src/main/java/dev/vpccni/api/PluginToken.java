package dev.vpccni.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The bearer token of plugin calls: 256 random bits, new at each start, in a file that only root can read.
public final class PluginToken {
    private static final int BYTES = 32;
    private static final String SCHEME = "Bearer ";

    private final byte[] expected;

    private PluginToken(String text) {
        this.expected = (SCHEME + text).getBytes(StandardCharsets.US_ASCII);
    }

    /// Makes a token and writes it to the file (mode 0600, replaced in one step).
    ///
    /// Errors: IOException when the directory cannot be made or the file not be written.
    public static PluginToken issue(Path file) throws IOException {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String text = HexFormat.of().formatHex(random);
        Path directory =
                Objects.requireNonNullElse(file.toAbsolutePath().getParent(), Path.of("/"));
        Files.createDirectories(directory);
        Path draft = directory.resolve(file.getFileName() + ".tmp");
        Files.deleteIfExists(draft);
        Files.createFile(
                draft,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, text, StandardOpenOption.WRITE);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return new PluginToken(text);
    }

    /// Whether an Authorization header carries the token; takes the same time for every wrong one.
    boolean matches(@Nullable String authorization) {
        return authorization != null
                && MessageDigest.isEqual(
                        expected, authorization.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return "PluginToken[hidden]";
    }
}
