package dev.vpccni.engine;

import dev.vpccni.ec2.NetworkInterface;
import dev.vpccni.engine.AttachOutcome.Attached;
import dev.vpccni.ipam.AttachmentKey;
import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.PodRef;
import dev.vpccni.wire.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Owns the node's addresses: one thread that takes events, changes the pool, journals, answers, and plans.
///
/// A turn is: take all events that have come; apply what EC2 and the kernel did; serve calls and parked ADDs; make the
/// changes durable with one write; answer; plan and start what is planned. So eight ADDs at once cost one fsync, and no
/// address is told to anyone before the journal has it. When the journal fails, the calls of the turn are undone and
/// refused, the facts stay.
///
/// Before [#serve] ADDs are parked, and everything else is refused as not ready.
public final class Engine {
    private static final Logger LOG = Logger.getLogger(Engine.class);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(5);
    private static final Duration START_RETRY = Duration.ofSeconds(1);

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final ParkedAdds parked = new ParkedAdds();
    private final InstantSource clock;
    private final EngineListener listener;
    private final Thread thread;
    private volatile Phase phase = new Phase.Starting("the agent has just been started");
    private volatile @Nullable Snapshot snapshot;
    private volatile @Nullable Serving serving;
    private volatile boolean stopped;

    public Engine(InstantSource clock, EngineListener listener) {
        this.clock = clock;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("ipam").unstarted(this::run);
    }

    /// Starts the thread; ADDs can be parked from here on.
    public void start() {
        thread.start();
    }

    /// Says what the start is waiting for, one clause. Without effect once the start is over: what it leaves to be
    /// done later (asking an EC2 that was down) must not take back that the node serves.
    public void starting(String waitingFor) {
        if (phase instanceof Phase.Starting) {
            phase = new Phase.Starting(waitingFor);
        }
    }

    /// Takes over a node that is known, and serves. Returns when calls are served.
    public void serve(Ports ports, NodeFacts node, Policy policy, dev.vpccni.ipam.Pool pool) {
        Consumer<Event> report = events::add;
        Ec2Tasks tasks =
                new Ec2Tasks(
                        ports.lifecycle(),
                        ports.addresses(),
                        ports.reads(),
                        ports.slots(),
                        ports.calls(),
                        clock,
                        ports.threads(),
                        report::accept);
        Serving next =
                new Serving(
                        node,
                        policy,
                        pool,
                        ports.journal(),
                        tasks,
                        new HostWorker(ports.host(), ports.hostThread()),
                        report,
                        listener);
        CompletableFuture<Void> done = new CompletableFuture<>();
        events.add(new Event.TakeOver(next, done));
        done.join();
    }

    /// Refuses parked ADDs, begins nothing new, and ends the thread once the events at hand are done.
    public void drain() {
        phase = new Phase.Draining();
        stopped = true;
        events.add(new Event.Wake());
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// ADD: answers an address at once, or as soon as one is free, or a refusal when the deadline has passed.
    public CompletableFuture<AttachOutcome> attach(
            AttachmentKey key, PodRef pod, Duration deadline) {
        CompletableFuture<AttachOutcome> reply = new CompletableFuture<>();
        Instant now = clock.instant();
        events.add(new Event.Attach(key, pod, now, now.plus(deadline), reply));
        return reply;
    }

    /// The caller of [#attach] has gone before its answer was delivered: what it was given comes back.
    public void cancel(AttachmentKey key, CompletableFuture<AttachOutcome> abandoned) {
        events.add(new Event.Cancel(key, abandoned));
    }

    /// CHECK: what the attachment holds. Errors (of the future): [NotReadyException] during the start.
    public CompletableFuture<Optional<Attached>> find(AttachmentKey key) {
        CompletableFuture<Optional<Attached>> reply = new CompletableFuture<>();
        events.add(new Event.Find(key, reply));
        return reply;
    }

    /// DEL: takes the address back and answers what it was; empty when nothing was held.
    ///
    /// Errors (of the future): [NotReadyException] during the start and when the journal cannot be written.
    public CompletableFuture<Optional<Attached>> release(AttachmentKey key) {
        CompletableFuture<Optional<Attached>> reply = new CompletableFuture<>();
        events.add(new Event.Release(key, reply));
        return reply;
    }

    /// GC: releases every attachment of the network that is not among the valid ones. Errors as [#release].
    public CompletableFuture<List<Attached>> collect(String network, Set<AttachmentKey> valid) {
        CompletableFuture<List<Attached>> reply = new CompletableFuture<>();
        events.add(new Event.Collect(network, Set.copyOf(valid), reply));
        return reply;
    }

    /// Releases what tombstones name; `done` is told of each whose release is durable.
    void replay(Map<Path, AttachmentKey> tombstones, Consumer<Path> done) {
        if (!tombstones.isEmpty()) {
            events.add(new Event.Replay(Map.copyOf(tombstones), done));
        }
    }

    /// EC2's word on an ENI; empty when EC2 does not know it.
    void described(EniId eni, Optional<NetworkInterface> described) {
        events.add(new Event.EniDescribed(eni, described));
    }

    public Phase phase() {
        return phase;
    }

    /// Empty before [#serve].
    public Optional<Snapshot> snapshot() {
        return Optional.ofNullable(snapshot);
    }

    /// Empty before [#serve].
    public Optional<NodeFacts> node() {
        return Optional.ofNullable(serving).map(Serving::node);
    }

    /// False when the engine's thread has died: the agent must be restarted.
    public boolean isAlive() {
        return thread.isAlive() || stopped;
    }

    /// Why an ADD could not be served now; empty when it could, or when addresses are on their way.
    public Optional<Refusal> unready() {
        return switch (phase) {
            case Phase.Starting starting -> Optional.of(notReady(starting));
            case Phase.Draining ignored -> Optional.of(draining());
            case Phase.Serving ignored -> snapshot().flatMap(Snapshot::unready);
        };
    }

    private void run() {
        while (!stopped || !events.isEmpty()) {
            List<Event> batch = take();
            try {
                turn(batch);
            } catch (RuntimeException e) {
                LOG.errorf(e, "turn failed events=%d", batch.size());
                listener.failed("engineTurn");
                refuseAll(
                        batch,
                        "the agent failed while it served this call: "
                                + e
                                + "; its log has the stack");
            }
        }
        parked.all().forEach(add -> add.refuse(draining()));
    }

    private void turn(List<Event> batch) {
        Instant now = clock.instant();
        for (Event event : batch) {
            if (event instanceof Event.TakeOver(Serving next, CompletableFuture<Void> done)) {
                serving = next;
                phase = new Phase.Serving();
                done.complete(null);
            }
        }
        Serving current = serving;
        if (current == null) {
            turnBeforeServing(batch, now);
            return;
        }
        current.turn(batch, parked, stopped, now);
        snapshot =
                new Snapshot(
                        phase,
                        current.pool(),
                        parked.all().stream().map(Snapshot.ParkedAdd::of).toList(),
                        current.plan(),
                        current.unready(now),
                        current.trouble(now),
                        now);
    }

    private void turnBeforeServing(List<Event> batch, Instant now) {
        for (Event event : batch) {
            switch (event) {
                case Event.Attach attach -> {
                    listener.addRequested();
                    parked.park(attach);
                }
                case Event.Cancel cancel -> parked.cancel(cancel.abandoned());
                case Event.Call call -> call.refuse(whyNotServing());
                case Event.Fact ignored -> {}
                case Event.TakeOver ignored -> {}
            }
        }
        for (Event.Attach late : parked.expire(now)) {
            Refusal refusal = whyNotServing();
            listener.addRefused(refusal.reason(), Duration.between(late.since(), now));
            late.refuse(refusal);
        }
    }

    private Refusal whyNotServing() {
        return phase instanceof Phase.Starting starting ? notReady(starting) : draining();
    }

    private static Refusal notReady(Phase.Starting starting) {
        return new Refusal(
                Reason.NOT_READY, "the agent is starting: " + starting.waitingFor(), START_RETRY);
    }

    private static Refusal draining() {
        return new Refusal(
                Reason.DRAINING,
                "the agent is shutting down; its successor serves the next try",
                START_RETRY);
    }

    private List<Event> take() {
        List<Event> batch = new ArrayList<>();
        try {
            Event first = events.poll(sleep().toMillis(), TimeUnit.MILLISECONDS);
            batch.add(first == null ? new Event.Wake() : first);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
        events.drainTo(batch);
        return batch;
    }

    private Duration sleep() {
        Serving current = serving;
        Optional<Instant> next =
                Stream.of(
                                parked.nextDeadline(),
                                current == null ? Optional.<Instant>empty() : current.wakeAt())
                        .flatMap(Optional::stream)
                        .min(Instant::compareTo);
        Duration left =
                next.map(at -> Duration.between(clock.instant(), at).plusMillis(1))
                        .orElse(LONGEST_SLEEP);
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : left;
    }

    private void refuseAll(List<Event> batch, String sentence) {
        Refusal refusal = new Refusal(Reason.INTERNAL, sentence, Duration.ZERO);
        for (Event event : batch) {
            if (event instanceof Event.Attach add) {
                parked.remove(add);
            }
            if (event instanceof Event.Call call) {
                call.refuse(refusal);
            }
        }
    }
}
