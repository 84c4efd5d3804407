package dev.vpccni.store;

import static dev.vpccni.store.Entries.assigned;
import static dev.vpccni.store.Entries.released;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Measures what one durable entry costs a caller: `JournalBench DIRECTORY [CALLERS...]`.
///
/// Each caller appends 1000 entries while the checkpoint is refreshed as the agent does it, once a second (here ten
/// times a second, so that it is seen). Compared with rewriting the whole checkpoint of 100 pods for each entry, which is
/// what the incumbent does. Units: microseconds.
public final class JournalBench {
    private static final int ENTRIES = 1000;

    private JournalBench() {}

    public static void main(String[] arguments)
            throws IOException, InterruptedException, ExecutionException {
        Path directory = Path.of(arguments[0]);
        List<Integer> callers = new ArrayList<>();
        for (String argument : Arrays.copyOfRange(arguments, 1, arguments.length)) {
            callers.add(Integer.valueOf(argument));
        }
        run(directory, 4);
        for (int number : callers.isEmpty() ? List.of(1, 8, 32) : callers) {
            report("journal, " + number + " callers", "journal_" + number, run(directory, number));
        }
        report("whole file, 1 caller", "whole_file_1", rewriteWholeFile(directory));
    }

    private static long[] run(Path directory, int callers)
            throws InterruptedException, ExecutionException {
        FileJournal journal =
                FileJournal.open(directory.resolve("bench.json"), InstantSource.system());
        CountDownLatch start = new CountDownLatch(1);
        List<Future<long[]>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(callers);
                ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            ScheduledFuture<?> refresh =
                    timer.scheduleWithFixedDelay(
                            journal::refreshCheckpoint, 100, 100, TimeUnit.MILLISECONDS);
            for (int caller = 0; caller < callers; caller++) {
                int pod = 1000 * caller;
                results.add(
                        threads.submit(() -> {
                            start.await();
                            return append(journal, pod);
                        }));
            }
            start.countDown();
            long[] all = new long[0];
            for (Future<long[]> result : results) {
                long[] more = result.get();
                all = Arrays.copyOf(all, all.length + more.length);
                System.arraycopy(more, 0, all, all.length - more.length, more.length);
            }
            refresh.cancel(false);
            return all;
        } finally {
            journal.close();
        }
    }

    private static long[] append(FileJournal journal, int pod) {
        long[] nanos = new long[ENTRIES];
        for (int i = 0; i < ENTRIES; i++) {
            int each = pod + i / 2 % 100;
            long begin = System.nanoTime();
            journal.append(i % 2 == 0 ? assigned(each) : released(each));
            nanos[i] = System.nanoTime() - begin;
        }
        return nanos;
    }

    private static long[] rewriteWholeFile(Path directory) throws IOException {
        Ledger ledger = new Ledger();
        for (int pod = 0; pod < 100; pod++) {
            ledger.apply(assigned(pod));
        }
        LocalDisk disk = new LocalDisk(directory);
        long[] nanos = new long[ENTRIES];
        for (int i = 0; i < ENTRIES; i++) {
            long begin = System.nanoTime();
            String document = CheckpointJson.write(ledger.state(), i);
            disk.replace("bench-whole.json", document.getBytes(UTF_8));
            nanos[i] = System.nanoTime() - begin;
        }
        return nanos;
    }

    private static void report(String name, String key, long[] nanos) {
        Arrays.sort(nanos);
        long median = nanos[nanos.length / 2] / 1000;
        long p90 = nanos[nanos.length * 9 / 10] / 1000;
        long p99 = nanos[nanos.length * 99 / 100] / 1000;
        System.out.printf(
                Locale.ROOT, "%-24s median %6d  p90 %6d  p99 %6d us%n", name, median, p90, p99);
        System.out.printf(
                Locale.ROOT,
                "%s_median_us=%d %s_p90_us=%d %s_p99_us=%d%n",
                key,
                median,
                key,
                p90,
                key,
                p99);
    }
}
