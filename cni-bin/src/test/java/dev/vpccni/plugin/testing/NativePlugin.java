package dev.vpccni.plugin.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
        return start(netns, environment, stdin).finish();
    }

    /// Starts a call and gives it its whole input.
    public static Running start(Path netns, Map<String, String> environment, byte[] stdin) {
        ProcessBuilder builder =
                new ProcessBuilder("nsenter", "--net=" + netns, binary().toString());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            Running running =
                    new Running(
                            process,
                            CompletableFuture.supplyAsync(() -> text(process.getInputStream())),
                            CompletableFuture.supplyAsync(() -> text(process.getErrorStream())));
            feed(process, stdin);
            return running;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void feed(Process process, byte[] stdin) {
        try (OutputStream out = process.getOutputStream()) {
            out.write(stdin);
        } catch (IOException e) {
            // The plugin refuses some calls before it reads its input; its exit code tells.
            return;
        }
    }

    /// A call that has not ended. nsenter executes the plugin in its own place, so the process is the plugin.
    public record Running(
            Process process, CompletableFuture<String> stdout, CompletableFuture<String> stderr) {
        public Outcome finish() {
            try {
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException("the plugin did not end within 60 s");
                }
                return new Outcome(process.exitValue(), stdout.join(), stderr.join());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the plugin ran", e);
            }
        }
    }

    private static String text(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
