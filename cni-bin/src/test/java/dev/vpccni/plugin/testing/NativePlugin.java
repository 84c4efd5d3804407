package dev.vpccni.plugin.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The native binary as a process in a node's namespace.
public final class NativePlugin {
    private NativePlugin() {}

    /// How a call ended.
    public record Outcome(int exitCode, String stdout, String stderr) {}

    /// The binary that the build has linked.
    public static Path binary() {
        Path binary = Path.of(System.getProperty("plugin.binary", "target/aws-cni-amd64"));
        if (!Files.isExecutable(binary)) {
            throw new IllegalStateException(
                    binary + " is missing: run mvn -f cni-bin/pom.xml package first");
        }
        return binary.toAbsolutePath();
    }

    /// Runs a call in the namespace at `netns`. The environment is this one and nothing else.
    public static Outcome run(Path netns, Map<String, String> environment, byte[] stdin) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + netns));
        command.add(binary().toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().putAll(environment);
        try {
            return run(builder.start(), stdin);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the plugin ran", e);
        }
    }

    private static Outcome run(Process process, byte[] stdin)
            throws IOException, InterruptedException {
        CompletableFuture<String> stdout =
                CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        CompletableFuture<String> stderr =
                CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        try (OutputStream out = process.getOutputStream()) {
            out.write(stdin);
        } catch (IOException e) {
            // The plugin may refuse a call before it has read its input.
            if (process.isAlive() && process.waitFor(5, TimeUnit.SECONDS)) {
                throw e;
            }
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the plugin did not end within 60 s");
        }
        return new Outcome(process.exitValue(), stdout.join(), stderr.join());
    }

    private static String text(java.io.InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
