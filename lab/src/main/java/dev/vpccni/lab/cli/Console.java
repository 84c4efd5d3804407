package dev.vpccni.lab.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// What people see: steps with their time, tables, and colours on a terminal only.
///
/// A step shows its name at once and its time when it is done; on a terminal the seconds count while it runs.
final class Console {
    private static final long TICK_MILLIS = 500;

    private volatile PrintStream out;
    private final boolean terminal;

    Console(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /// The standard output; the launcher says whether it is a terminal.
    static Console standard() {
        return new Console(System.out, Boolean.getBoolean("vpclab.terminal"));
    }

    /// Shows nothing any more.
    void silence() {
        out.println();
        out = new PrintStream(OutputStream.nullOutputStream());
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    /// Prints text as it is, without a line end of its own.
    void raw(String text) {
        out.print(text);
        out.flush();
    }

    /// Does something that may take a while.
    <T> T step(String name, Supplier<T> work) {
        long start = System.nanoTime();
        out.print(name + " …");
        out.flush();
        CountDownLatch done = new CountDownLatch(1);
        if (terminal) {
            Thread.ofVirtual().start(() -> tick(name, start, done));
        }
        try {
            T result = work.get();
            finish(done, name, start, green("ok"));
            return result;
        } catch (RuntimeException e) {
            finish(done, name, start, red("failed"));
            throw e;
        }
    }

    /// A check with its outcome.
    void check(String what, boolean held, String detail) {
        String mark = held ? green("ok    ") : red("FAILED");
        line("  " + mark + "  " + what + (detail.isEmpty() ? "" : ": " + detail));
    }

    String green(String text) {
        return coloured("32", text);
    }

    String red(String text) {
        return coloured("31", text);
    }

    String bold(String text) {
        return coloured("1", text);
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toNanos() / 1e9);
    }

    static String millis(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toNanos() / 1e6);
    }

    private void tick(String name, long start, CountDownLatch done) {
        try {
            while (!done.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                synchronized (this) {
                    out.print("\r" + name + " … " + seconds(since(start)));
                    out.flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void finish(CountDownLatch done, String name, long start, String outcome) {
        done.countDown();
        String begin = terminal ? "\r" + name + " …" : "";
        out.println(begin + " " + outcome + " (" + seconds(since(start)) + ")");
        out.flush();
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private String coloured(String code, String text) {
        return terminal ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
