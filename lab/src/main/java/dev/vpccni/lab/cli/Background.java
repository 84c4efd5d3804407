package dev.vpccni.lab.cli;

import dev.vpccni.lab.node.Leftovers;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Starts and ends the lab's process in the background.
final class Background {
    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration END = Duration.ofSeconds(60);

    private final String prefix;
    private final RunDirectory directory;

    Background(String prefix) {
        this.prefix = prefix;
        this.directory = RunDirectory.of(prefix);
    }

    /// Starts the lab and shows what it prints until it can be used.
    ///
    /// @param arguments those of `up`, handed on as they are
    int up(List<String> arguments, Console console) {
        if (directory.daemon().isPresent()) {
            throw new UsageException(
                    "the lab " + prefix + " is up already; 'vpc-lab down' ends it");
        }
        directory.recreate();
        ProcessHandle daemon = start(arguments);
        directory.remember(daemon);
        String shown = "";
        while (daemon.isAlive() && !directory.isReady()) {
            shown = showMore(shown, console);
            pause();
        }
        showMore(shown, console);
        if (!directory.isReady()) {
            Leftovers.find(prefix).remove();
            throw new IllegalStateException("the lab did not start; its log is " + directory.log());
        }
        console.line("the lab is up: try 'vpc-lab pod add web', 'vpc-lab status', 'vpc-lab down'");
        return 0;
    }

    /// Ends the lab, or what a killed one left, and removes its files.
    int down(Console console) {
        Optional<ProcessHandle> daemon = directory.daemon();
        Leftovers before = Leftovers.find(prefix);
        if (daemon.isEmpty() && before.isEmpty() && !directory.exists()) {
            console.line("there is no lab " + prefix);
            return 0;
        }
        return console.step(
                "take the lab down",
                () -> {
                    daemon.ifPresent(Background::end);
                    Leftovers.find(prefix).remove();
                    directory.remove();
                    return 0;
                });
    }

    private ProcessHandle start(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-Dvpclab.home=" + Checkout.current().root());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add(Main.class.getName());
        command.add("daemon");
        command.addAll(arguments);
        try {
            return new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.log().toFile())
                    .start()
                    .toHandle();
        } catch (IOException e) {
            throw new UncheckedIOException("start the lab's process", e);
        }
    }

    /// SIGTERM, and SIGKILL when a minute was not enough.
    private static void end(ProcessHandle daemon) {
        daemon.destroy();
        long deadline = System.nanoTime() + END.toNanos();
        while (daemon.isAlive() && System.nanoTime() < deadline) {
            pause();
        }
        daemon.destroyForcibly();
    }

    /// Prints what the log has beyond `shown`; returns all of it.
    private String showMore(String shown, Console console) {
        try {
            String all = Files.readString(directory.log());
            if (all.length() > shown.length()) {
                console.raw(all.substring(shown.length()));
            }
            return all;
        } catch (IOException notYet) {
            return shown;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(STEP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
