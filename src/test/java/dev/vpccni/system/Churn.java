package dev.vpccni.system;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.lab.Lab;
import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.node.CniOutcome;
import dev.vpccni.lab.node.Pod;
import dev.vpccni.lab.node.Sandbox;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.random.RandomGenerator;

/// Pods that come and go in random order on one node, several at a time, each step checked.
///
/// Each worker has its own pods and its own generator, so what a worker does depends on the seed alone; how the workers
/// interleave does not. A refused ADD is followed by the DEL that a runtime sends then, and tried again as a new
/// sandbox, as kubelet does.
final class Churn {
    static final int WORKERS = 8;
    private static final int PODS_PER_WORKER = 25;

    /// 8 * 3 is below the 27 addresses for pods of an m5.large.
    private static final int MOST_AT_ONCE = 3;

    private static final int MOST_TRIES = 20;

    private final Lab lab;
    private final LabNode node;
    private final long seed;
    private final boolean refusalsAllowed;
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);
    private final Map<String, Pod> pods = new ConcurrentSkipListMap<>();
    private final Map<IpAddress, String> owners = new ConcurrentHashMap<>();
    private final List<CniOutcome.Failure> refusals = new CopyOnWriteArrayList<>();
    private final AtomicInteger steps = new AtomicInteger();
    private volatile boolean stopped;

    /// @param refusalsAllowed whether an ADD may fail, because the agent is killed meanwhile
    Churn(Lab lab, LabNode node, long seed, boolean refusalsAllowed) {
        this.lab = lab;
        this.node = node;
        this.seed = seed;
        this.refusalsAllowed = refusalsAllowed;
    }

    /// ADDs and DELs of a whole run.
    static int totalSteps() {
        return 2 * WORKERS * PODS_PER_WORKER;
    }

    /// ADDs and DELs that have been done.
    int steps() {
        return steps.get();
    }

    /// The pods that exist. Settled only inside [#quietly].
    Collection<Pod> pods() {
        return pods.values();
    }

    List<CniOutcome.Failure> refusals() {
        return List.copyOf(refusals);
    }

    /// Runs all workers to their end. Errors: AssertionError with all that failed as suppressed.
    ///
    /// @param beside runs at the same time; when it ends the churn goes on
    void run(Callable<Void> beside) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(WORKERS + 1)) {
            List<Future<?>> ends = new ArrayList<>();
            ends.add(threads.submit(() -> stoppingAllOnFailure(beside)));
            for (int i = 0; i < WORKERS; i++) {
                Worker worker = new Worker(i);
                ends.add(threads.submit(() -> stoppingAllOnFailure(worker)));
            }
            List<Throwable> failures = new ArrayList<>();
            for (Future<?> end : ends) {
                causeOf(end).ifPresent(failures::add);
            }
            if (!failures.isEmpty()) {
                AssertionError error = new AssertionError("seed " + seed + ", step " + steps);
                failures.forEach(error::addSuppressed);
                throw error;
            }
        }
    }

    /// Lets the calls that are under way end, and holds back new ones while `work` runs.
    void quietly(Callable<Void> work) throws Exception {
        gate.writeLock().lock();
        try {
            work.call();
        } finally {
            gate.writeLock().unlock();
        }
    }

    /// Waits until so many steps are done; returns early when the run failed.
    void awaitStep(int step) throws InterruptedException {
        while (steps.get() < step && !stopped) {
            Thread.sleep(1);
        }
    }

    private Void stoppingAllOnFailure(Callable<Void> work) throws Exception {
        boolean done = false;
        try {
            work.call();
            done = true;
        } finally {
            stopped |= !done;
        }
        return null;
    }

    private static Optional<Throwable> causeOf(Future<?> end) throws InterruptedException {
        try {
            end.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.ofNullable(e.getCause());
        }
    }

    /// One worker's pods.
    private final class Worker implements Callable<Void> {
        private final int number;
        private final RandomGenerator random;
        private final List<String> up = new ArrayList<>();
        private int made;

        Worker(int number) {
            this.number = number;
            this.random = new SplittableRandom(seed * WORKERS + number);
        }

        @Override
        public Void call() throws InterruptedException {
            while (!stopped && (made < PODS_PER_WORKER || !up.isEmpty())) {
                boolean full = up.size() == MOST_AT_ONCE || made == PODS_PER_WORKER;
                boolean grow = up.isEmpty() || (!full && random.nextBoolean());
                gate.readLock().lock();
                try {
                    if (grow) {
                        add("p" + number + "-" + made++);
                    } else {
                        delete(up.remove(random.nextInt(up.size())));
                    }
                } finally {
                    gate.readLock().unlock();
                }
                steps.incrementAndGet();
            }
            return null;
        }

        private void add(String name) {
            for (int tries = 1; tries <= MOST_TRIES && !stopped; tries++) {
                Sandbox sandbox = node.runtime().createSandbox("default", name);
                CniOutcome outcome = node.runtime().add(sandbox);
                if (outcome instanceof CniOutcome.Failure failure && refusalsAllowed) {
                    refusals.add(failure);
                    node.runtime().del(sandbox, null).expectSuccess("DEL after a refused ADD");
                    node.runtime().removeSandbox(sandbox);
                } else {
                    register(sandbox, outcome.expectSuccess("ADD of " + name));
                    up.add(name);
                    return;
                }
            }
            throw new IllegalStateException(
                    name + " was refused " + MOST_TRIES + " times: " + refusals.getLast());
        }

        private void register(Sandbox sandbox, CniOutcome.Success success) {
            IpAddress address = success.address().address();
            Pod pod = new Pod(sandbox, address, success.result(), success.elapsed());
            String other = owners.putIfAbsent(address, pod.name());
            if (other != null) {
                throw new IllegalStateException(
                        pod.name() + " got " + address + ", which " + other + " has");
            }
            pods.put(pod.name(), pod);
            PodCheck.added(lab, node, pod);
            if (!refusalsAllowed) {
                PodCheck.shown(node, pod);
            }
        }

        private void delete(String name) {
            Pod pod = Objects.requireNonNull(pods.remove(name));
            owners.remove(pod.address());
            node.runtime().del(pod.sandbox(), pod.result()).expectSuccess("DEL of pod " + name);
            node.runtime().removeSandbox(pod.sandbox());
            PodCheck.unwired(node, pod);
            if (!refusalsAllowed) {
                PodCheck.released(node, pod);
            }
        }
    }
}
