package dev.vpccni.engine;

import dev.vpccni.ec2.Ec2Failure;
import dev.vpccni.ec2.NetworkInterface;
import dev.vpccni.engine.AttachOutcome.Attached;
import dev.vpccni.engine.Event.Attach;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.AssignResult;
import dev.vpccni.ipam.Assignment;
import dev.vpccni.ipam.AttachmentKey;
import dev.vpccni.ipam.BlockChange;
import dev.vpccni.ipam.Demand;
import dev.vpccni.ipam.Ec2Action;
import dev.vpccni.ipam.Ec2Action.AssignAddresses;
import dev.vpccni.ipam.Ec2Action.CreateEni;
import dev.vpccni.ipam.Ec2Action.ReleaseEni;
import dev.vpccni.ipam.Ec2Action.UnassignAddresses;
import dev.vpccni.ipam.Eni;
import dev.vpccni.ipam.EniAddresses;
import dev.vpccni.ipam.EniChange;
import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.EniState;
import dev.vpccni.ipam.InFlight;
import dev.vpccni.ipam.Plan;
import dev.vpccni.ipam.Planner;
import dev.vpccni.ipam.Pool;
import dev.vpccni.ipam.ReleaseResult;
import dev.vpccni.ipam.Situation;
import dev.vpccni.ipam.SubnetId;
import dev.vpccni.store.AssignmentJournal;
import dev.vpccni.store.JournalEntry;
import dev.vpccni.store.StoreException;
import dev.vpccni.wire.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// One serving node: the pool and everything that changes it. Belongs to the engine's thread.
@SuppressWarnings(
        "ReferenceEquality") // futures are compared by identity: two ADDs of one attachment differ
// in them
final class Serving {
    private static final Logger LOG = Logger.getLogger(Serving.class);
    private static final Duration HOST_RETRY = Duration.ofSeconds(1);
    private static final Duration HOST_LONGEST = Duration.ofSeconds(30);
    private static final Duration RELEASE_RETRY = Duration.ofSeconds(30);
    private static final Duration DEFAULT_RETRY = Duration.ofSeconds(1);

    private final NodeFacts node;
    private final Policy policy;
    private final AssignmentJournal journal;
    private final Ec2Tasks tasks;
    private final HostWorker host;
    private final java.util.function.Consumer<Event> report;
    private final EngineListener listener;

    private final PauseBook pauses;
    private final Map<Long, Task> running = new LinkedHashMap<>();
    private final Map<EniId, Instant> releaseRetries = new HashMap<>();

    /// The future through which each attachment was told of its address last: a caller that hangs up late must not take
    /// the address from a caller that asked again.
    private final Map<AttachmentKey, CompletableFuture<AttachOutcome>> lastAnswered =
            new HashMap<>();

    /// Tasks whose answer was lost, until their ENI has been read: the addresses may be on their way.
    private final Map<Long, EniId> lost = new HashMap<>();

    /// Releases that the journal has not taken yet; submitted again with every turn.
    private final List<JournalEntry> owed = new ArrayList<>();

    private Pool pool;
    private Plan plan;
    private Optional<Instant> lastShrink = Optional.empty();
    private Optional<Instant> hostRetry;
    private Duration hostPause = HOST_RETRY;
    private String hostTrouble = "";
    private long nextTask = 1;

    Serving(
            NodeFacts node,
            Policy policy,
            Pool pool,
            AssignmentJournal journal,
            Ec2Tasks tasks,
            HostWorker host,
            java.util.function.Consumer<Event> report,
            EngineListener listener) {
        this.node = node;
        this.pauses = new PauseBook(node.subnet());
        this.policy = policy;
        this.pool = pool;
        boolean pending =
                pool.enis().stream().anyMatch(eni -> eni.eni().state() == EniState.PENDING);
        this.hostRetry = pending ? Optional.of(Instant.EPOCH) : Optional.empty();
        this.journal = journal;
        this.tasks = tasks;
        this.host = host;
        this.report = report;
        this.listener = listener;
        this.plan = Planner.plan(situation(0, Instant.EPOCH));
    }

    NodeFacts node() {
        return node;
    }

    Pool pool() {
        return pool;
    }

    Plan plan() {
        return plan;
    }

    /// One turn: facts, calls, parked ADDs, journal, answers, plan.
    void turn(List<Event> events, ParkedAdds parked, boolean draining, Instant now) {
        pool = pool.expireCooling(now);
        facts(events, now);
        Turn turn = new Turn(pool, now);
        for (Event event : events) {
            if (event instanceof Event.Call call) {
                serve(call, turn, parked);
            }
        }
        serveParked(turn, parked);
        settle(turn, parked);
        expire(parked, now);
        if (!draining) {
            carryOut(parked.size(), now);
        }
    }

    /// When the next turn is due although no event may come.
    Optional<Instant> wakeAt() {
        return Stream.of(
                        plan.nextLook(),
                        pool.nextCoolingEnd(),
                        hostRetry,
                        releaseRetries.values().stream().min(Instant::compareTo))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    /// Why an ADD would not be served at once; empty when it would, or when addresses are on their way.
    Optional<Refusal> unready(Instant now) {
        if (pool.counts().free() > 0 || pool.counts().pending() > 0 || !running.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(whyNoAddress(now));
    }

    List<String> trouble(Instant now) {
        List<String> sentences = new ArrayList<>();
        pauses.refusal(node.subnet(), now).map(Refusal::sentence).ifPresent(sentences::add);
        if (!hostTrouble.isEmpty()) {
            sentences.add(hostTrouble);
        }
        return sentences;
    }

    // ---- calls

    private void serve(Event.Call call, Turn turn, ParkedAdds parked) {
        switch (call) {
            case Attach attach -> {
                listener.addRequested();
                parked.park(attach);
                turn.arrived.add(attach);
            }
            case Event.Cancel cancel -> cancel(cancel, turn, parked);
            case Event.Find find ->
                    turn.answer(find, () -> find.reply().complete(held(turn.pool, find.key())));
            case Event.Release release -> {
                listener.delRequested();
                cancelParked(release.key(), parked);
                Optional<Attached> released = release(release.key(), release, turn);
                turn.answer(release, () -> release.reply().complete(released));
            }
            case Event.Collect collect -> collect(collect, turn);
            case Event.Replay replay -> {
                replay.tombstones().values().forEach(key -> release(key, replay, turn));
                turn.answer(replay, () -> replay.tombstones().keySet().forEach(replay.done()));
            }
        }
    }

    private void cancel(Event.Cancel cancel, Turn turn, ParkedAdds parked) {
        if (parked.cancel(cancel.abandoned())) {
            LOG.infof("add cancelled attachment=%s cause=the caller hung up", cancel.key());
            return;
        }
        if (lastAnswered.get(cancel.key()) == cancel.abandoned()
                && cancel.abandoned().getNow(null) instanceof Attached attached
                && turn.pool.find(cancel.key()).equals(Optional.of(attached.assignment()))) {
            LOG.infof(
                    "add taken back attachment=%s cause=the caller hung up before the answer",
                    cancel.key());
            release(cancel.key(), cancel, turn);
        }
    }

    private static void cancelParked(AttachmentKey key, ParkedAdds parked) {
        for (Attach add : parked.takeAll(key)) {
            add.refuse(
                    new Refusal(
                            Reason.NO_FREE_ADDRESS,
                            "ADD of " + key + " was ended by a DEL of the same attachment",
                            Duration.ZERO));
        }
    }

    private void collect(Event.Collect collect, Turn turn) {
        List<Attached> released = new ArrayList<>();
        for (Assignment assignment : List.copyOf(turn.pool.assignments())) {
            AttachmentKey key = assignment.key();
            if (key.network().equals(collect.network()) && !collect.valid().contains(key)) {
                release(key, collect, turn).ifPresent(released::add);
            }
        }
        turn.answer(collect, () -> collect.reply().complete(List.copyOf(released)));
    }

    private Optional<Attached> release(AttachmentKey key, Event.Call call, Turn turn) {
        Optional<Attached> held = held(turn.pool, key);
        if (turn.pool.release(key, turn.now, policy.cooldown())
                instanceof ReleaseResult.Released released) {
            turn.pool = released.pool();
            lastAnswered.remove(key);
            turn.change(
                    call,
                    new JournalEntry.Released(
                            key, released.assignment().address(), released.coolingUntil()));
        }
        return held;
    }

    private static Optional<Attached> held(Pool pool, AttachmentKey key) {
        return pool.find(key)
                .map(a -> new Attached(a, pool.eniOf(a.address()).orElse(null), Duration.ZERO));
    }

    private void serveParked(Turn turn, ParkedAdds parked) {
        for (Attach add : parked.all()) {
            switch (turn.pool.assign(add.key(), add.pod(), turn.now)) {
                case AssignResult.Assigned(Pool next, Assignment assignment, Eni eni) -> {
                    turn.pool = next;
                    turn.change(add, new JournalEntry.Assigned(assignment));
                    answer(add, assignment, eni, turn);
                }
                case AssignResult.Already(Assignment assignment, Eni eni) ->
                        answer(add, assignment, eni, turn);
                case AssignResult.NoFreeAddress ignored -> {
                    if (turn.arrived.remove(add)) {
                        listener.parked();
                    }
                }
            }
        }
    }

    private void answer(Attach add, Assignment assignment, Eni eni, Turn turn) {
        Duration waited = Duration.between(add.since(), turn.now);
        turn.served.add(add);
        turn.answer(
                add,
                () -> {
                    listener.addServed(waited);
                    lastAnswered.put(add.key(), add.reply());
                    LOG.debugf(
                            "address assigned attachment=%s pod=%s address=%s eni=%s waited=%dms",
                            add.key(),
                            add.pod(),
                            assignment.address(),
                            eni.id(),
                            waited.toMillis());
                    add.reply().complete(new Attached(assignment, eni, waited));
                });
    }

    /// Makes the turn durable with one write, then answers each call whose changes are on disk and refuses the others.
    ///
    /// An assignment that is not on disk is withdrawn, for nobody was told of it. A release that is not stays released
    /// and is submitted again with every turn.
    private void settle(Turn turn, ParkedAdds parked) {
        turn.served.forEach(parked::remove);
        pool = turn.pool;
        payOwed();
        if (!turn.changes.isEmpty()) {
            long start = System.nanoTime();
            turn.changes.replaceAll(change -> change.submitted(journal));
            turn.changes.forEach(change -> await(change, turn));
            listener.journalled(turn.changes.size(), Duration.ofNanos(System.nanoTime() - start));
        }
        turn.answers.values().forEach(Runnable::run);
    }

    private void await(PendingChange change, Turn turn) {
        try {
            Objects.requireNonNull(change.receipt()).await();
        } catch (StoreException e) {
            LOG.errorf(e, "journal not written entry=%s cause=%s", change.entry(), e.getMessage());
            listener.failed("journalAppend");
            Refusal refusal =
                    new Refusal(
                            Reason.JOURNAL_FAILED, String.valueOf(e.getMessage()), DEFAULT_RETRY);
            switch (change.entry()) {
                case JournalEntry.Assigned(Assignment assignment) -> {
                    pool = pool.withdraw(assignment);
                    refuse(turn, assignment.key(), refusal);
                }
                case JournalEntry.Released released -> {
                    owed.add(released);
                    refuse(turn, released.key(), refusal);
                }
            }
        }
    }

    /// Every answer of the turn about the attachment, for another ADD of it may have found the same assignment.
    private static void refuse(Turn turn, AttachmentKey key, Refusal refusal) {
        List<Event.Call> concerned =
                turn.answers.keySet().stream().filter(call -> call.concerns(key)).toList();
        for (Event.Call call : concerned) {
            turn.answers.remove(call);
            call.refuse(refusal);
        }
    }

    private void payOwed() {
        for (JournalEntry entry : List.copyOf(owed)) {
            try {
                journal.append(entry);
                owed.remove(entry);
            } catch (StoreException e) {
                return;
            }
        }
    }

    /// One entry of the journal and the call that waits for it.
    private record PendingChange(
            Event.Call call, JournalEntry entry, AssignmentJournal.@Nullable Receipt receipt) {
        PendingChange submitted(AssignmentJournal journal) {
            return new PendingChange(call, entry, journal.submit(entry));
        }
    }

    private void expire(ParkedAdds parked, Instant now) {
        for (Attach add : parked.expire(now)) {
            Refusal refusal = whyNoAddress(now);
            Duration waited = Duration.between(add.since(), now);
            listener.addRefused(refusal.reason(), waited);
            LOG.warnf(
                    "add refused attachment=%s pod=%s reason=%s waited=%dms cause=%s",
                    add.key(),
                    add.pod(),
                    refusal.reason().label(),
                    waited.toMillis(),
                    refusal.sentence());
            add.refuse(refusal);
        }
    }

    private Refusal whyNoAddress(Instant now) {
        return pauses.refusal(node.subnet(), now)
                .or(() -> running.isEmpty() ? Optional.empty() : tasks.obstacle())
                .orElseGet(() -> whyNoAddressFromPlan(now));
    }

    private Refusal whyNoAddressFromPlan(Instant now) {
        if (!hostTrouble.isEmpty()) {
            return new Refusal(Reason.NO_FREE_ADDRESS, hostTrouble, HOST_RETRY);
        }
        boolean full = running.isEmpty() && pool.enis().size() >= situation(0, now).eniLimit();
        Duration retry =
                pool.nextCoolingEnd()
                        .map(end -> Duration.between(now, end))
                        .filter(d -> !d.isNegative())
                        .orElse(DEFAULT_RETRY);
        return new Refusal(
                full ? Reason.ENI_LIMIT : Reason.NO_FREE_ADDRESS,
                "no free address on "
                        + node.instance()
                        + " ("
                        + node.instanceType()
                        + "): "
                        + plan.explanation().sentence(),
                retry);
    }

    // ---- facts

    private void facts(List<Event> events, Instant now) {
        boolean hostStale = hostRetry.filter(at -> !at.isAfter(now)).isPresent();
        for (Event event : events) {
            if (event instanceof Event.Fact fact) {
                hostStale |= applyGuarded(fact, now);
            }
        }
        if (hostStale) {
            hostRetry = Optional.empty();
            applyHost(Optional.empty());
        }
    }

    /// A fact that cannot be taken in must not keep the others out, nor its task running for ever.
    private boolean applyGuarded(Event.Fact fact, Instant now) {
        try {
            return apply(fact, now);
        } catch (RuntimeException e) {
            LOG.errorf(e, "fact not taken in fact=%s", fact);
            listener.failed("engineFact");
            fact.ended().ifPresent(this::done);
            return false;
        }
    }

    /// Whether the host network must follow.
    private boolean apply(Event.Fact fact, Instant now) {
        switch (fact) {
            case Event.EniAttached attached -> {
                done(attached.task());
                pauses.succeeded(node.subnet(), true);
                pool = pool.addEni(attached.eni());
                note(pool.addAddresses(attached.eni().id(), attached.addresses()));
                LOG.infof(
                        "eni attached eni=%s device=%d addresses=%d",
                        attached.eni().id(),
                        attached.eni().deviceIndex(),
                        attached.addresses().size());
                return true;
            }
            case Event.HostApplied applied -> {
                hostTrouble = "";
                applied.ready().forEach(this::networkReady);
            }
            case Event.HostFailed failed -> {
                listener.failed("hostNetwork");
                hostTrouble = failed.sentence();
                hostRetry = Optional.of(now.plus(hostPause));
                hostPause =
                        hostPause.multipliedBy(2).compareTo(HOST_LONGEST) > 0
                                ? HOST_LONGEST
                                : hostPause.multipliedBy(2);
            }
            case Event.AddressesAssigned assigned -> {
                done(assigned.task());
                pauses.succeeded(subnetOf(assigned.eni()), false);
                note(pool.addAddresses(assigned.eni(), assigned.addresses()));
            }
            case Event.AddressesUnassigned unassigned -> {
                done(unassigned.task());
                note(pool.removeBlocks(unassigned.eni(), blocks(unassigned.addresses())));
            }
            case Event.EniReleased released -> {
                done(released.task());
                if (pool.removeEni(released.eni()) instanceof EniChange.Done change) {
                    pool = change.pool();
                }
                LOG.infof("eni released eni=%s", released.eni());
            }
            case Event.ActionFailed failed -> failed(failed, now);
            case Event.EniDescribed described -> described(described.eni(), described.described());
            case Event.Wake ignored -> {}
        }
        return false;
    }

    private void networkReady(EniId id) {
        pool.eni(id)
                .filter(eni -> eni.eni().state() == EniState.PENDING)
                .ifPresent(eni -> {
                    pool = pool.setEniReady(id);
                    LOG.infof("eni ready eni=%s free=%d", id, pool.counts().free());
                });
    }

    private void failed(Event.ActionFailed failed, Instant now) {
        done(failed.task());
        Ec2Action action = failed.task().action();
        LOG.warnf("action failed action=%s cause=%s", action, failed.cause().getMessage());
        boolean unknown = failed.cause() instanceof Ec2Failure failure && failure.outcomeUnknown();
        switch (action) {
            case CreateEni ignored -> {
                listener.failed("increaseIPPoolAllocENI");
                pauses.failed(action, node.subnet(), failed.cause(), now);
            }
            case AssignAddresses assign -> {
                listener.failed("increaseIPPoolAllocIPAddressesFailed");
                pauses.failed(action, subnetOf(assign.eni()), failed.cause(), now);
                boolean limit =
                        failed.cause() instanceof Ec2Failure failure
                                && failure.kind() == Ec2Failure.Kind.ADDRESS_LIMIT;
                if (unknown) {
                    running.put(failed.task().id(), failed.task());
                    lost.put(failed.task().id(), assign.eni());
                }
                if (unknown || limit) {
                    tasks.describe(assign.eni());
                }
            }
            case UnassignAddresses unassign -> {
                listener.failed("decreaseIPPool");
                List<IpPrefix> blocks = blocks(unassign.addresses());
                if (isRefusedForNow(failed.cause())) {
                    note(pool.confirm(unassign.eni(), blocks));
                } else {
                    note(pool.doubt(unassign.eni(), blocks));
                    tasks.describe(unassign.eni());
                }
            }
            case ReleaseEni release -> {
                listener.failed("decreaseIPPoolFreeENIFailed");
                releaseRetries.put(release.eni(), now.plus(RELEASE_RETRY));
            }
        }
    }

    /// EC2 has certainly done nothing, and not because the thing was not there.
    private static boolean isRefusedForNow(RuntimeException cause) {
        return cause instanceof Ec2Failure failure
                && !failure.outcomeUnknown()
                && (failure.kind() == Ec2Failure.Kind.THROTTLED
                        || failure.kind() == Ec2Failure.Kind.UNAUTHORIZED);
    }

    /// EC2's word on an ENI: adds what it has, confirms what was doubted, drops what it has not.
    private void described(EniId id, Optional<NetworkInterface> described) {
        Optional<EniAddresses> known = pool.eni(id);
        if (isChanging(id)) {
            tasks.describe(id);
            return;
        }
        forgetLost(id);
        if (known.isEmpty() || described.isEmpty()) {
            return;
        }
        List<IpPrefix> there = blocks(described.get().secondaries());
        List<IpPrefix> fresh =
                there.stream().filter(b -> known.get().standing(b).isEmpty()).toList();
        List<IpPrefix> kept =
                there.stream().filter(b -> known.get().standing(b).isPresent()).toList();
        List<IpPrefix> gone =
                known.get().blocks().stream().filter(b -> !there.contains(b)).toList();
        note(pool.addBlocks(id, fresh));
        note(pool.confirm(id, kept));
        note(pool.removeBlocks(id, gone));
    }

    /// What was asked for and not answered is known now.
    private void forgetLost(EniId id) {
        List<Long> known =
                lost.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(id))
                        .map(Map.Entry::getKey)
                        .toList();
        known.forEach(running::remove);
        known.forEach(lost::remove);
    }

    /// Whether a task is changing the ENI's addresses now, so that what was read of it may be old already.
    private boolean isChanging(EniId id) {
        return running.values().stream()
                .filter(task -> !lost.containsKey(task.id()))
                .anyMatch(task ->
                        switch (task.action()) {
                            case CreateEni ignored -> false;
                            case AssignAddresses assign -> assign.eni().equals(id);
                            case UnassignAddresses unassign -> unassign.eni().equals(id);
                            case ReleaseEni release -> release.eni().equals(id);
                        });
    }

    private void note(BlockChange change) {
        pool = change.pool();
        change.refused()
                .forEach((block, why) ->
                        LOG.warnf("block not changed block=%s cause=%s", block, why));
    }

    private void done(Task task) {
        running.remove(task.id());
    }

    private SubnetId subnetOf(EniId id) {
        return pool.eni(id).map(eni -> eni.eni().subnet()).orElse(node.subnet());
    }

    private static List<IpPrefix> blocks(Collection<dev.vpccni.inet.IpAddress> addresses) {
        return addresses.stream().map(dev.vpccni.inet.IpAddress::toPrefix).toList();
    }

    // ---- plan

    private void carryOut(int parkedAdds, Instant now) {
        retryReleases(now);
        plan = Planner.plan(situation(parkedAdds, now));
        if (!plan.isEmpty()) {
            LOG.infof("plan %s", plan.explanation().sentence());
        }
        for (Ec2Action action : plan.actions()) {
            begin(action, parkedAdds > 0, now);
        }
    }

    private void begin(Ec2Action action, boolean urgent, Instant now) {
        switch (action) {
            case CreateEni create -> start(create, urgent);
            case AssignAddresses assign -> start(assign, urgent);
            case UnassignAddresses unassign -> {
                lastShrink = Optional.of(now);
                BlockChange leaving =
                        pool.markLeaving(unassign.eni(), blocks(unassign.addresses()));
                note(leaving);
                start(new UnassignAddresses(unassign.eni(), leaving.changedAddresses()), false);
            }
            case ReleaseEni release -> {
                lastShrink = Optional.of(now);
                switch (pool.beginRelease(release.eni())) {
                    case EniChange.Done(Pool next) -> {
                        pool = next;
                        startRelease(release);
                    }
                    case EniChange.Refused(String why) ->
                            LOG.warnf("eni not released eni=%s cause=%s", release.eni(), why);
                }
            }
        }
    }

    private Task start(Ec2Action action, boolean urgent) {
        Task task = new Task(nextTask++, action);
        running.put(task.id(), task);
        tasks.start(task, node, urgent);
        return task;
    }

    /// The host forgets the ENI first, so that nothing is routed to a link that is being pulled.
    private void startRelease(ReleaseEni release) {
        Task task = new Task(nextTask++, release);
        running.put(task.id(), task);
        applyHost(Optional.of(task));
    }

    private void retryReleases(Instant now) {
        List<EniId> due =
                releaseRetries.entrySet().stream()
                        .filter(entry -> !entry.getValue().isAfter(now))
                        .map(Map.Entry::getKey)
                        .toList();
        for (EniId eni : due) {
            releaseRetries.remove(eni);
            startRelease(new ReleaseEni(eni));
        }
    }

    private void applyHost(Optional<Task> then) {
        List<Eni> wanted =
                pool.enis().stream()
                        .map(EniAddresses::eni)
                        .filter(eni -> eni.state() != EniState.LEAVING)
                        .toList();
        host.apply(
                wanted,
                node.vpcCidrs(),
                outcome -> {
                    report(wanted, outcome);
                    then.ifPresent(task -> tasks.start(task, node, false));
                });
    }

    private void report(List<Eni> wanted, HostWorker.Outcome outcome) {
        if (outcome.failure() != null) {
            report.accept(new Event.HostFailed(String.valueOf(outcome.failure().getMessage())));
            return;
        }
        List<EniId> ready =
                wanted.stream().map(Eni::id).filter(id -> !outcome.missing().contains(id)).toList();
        report.accept(new Event.HostApplied(ready));
        if (!outcome.missing().isEmpty()) {
            report.accept(
                    new Event.HostFailed(
                            "the link of " + outcome.missing() + " has not appeared on this node"));
        }
    }

    private Situation situation(int parkedAdds, Instant now) {
        return new Situation(
                pool,
                policy.targets(),
                policy.limits(),
                new Demand(parkedAdds, 0),
                inFlight(),
                pauses.pauses(),
                lastShrink,
                now);
    }

    private InFlight inFlight() {
        List<Integer> creates = new ArrayList<>();
        SortedMap<EniId, Integer> assigns = new TreeMap<>();
        for (Task task : running.values()) {
            switch (task.action()) {
                case CreateEni create -> creates.add(create.addresses());
                case AssignAddresses assign ->
                        assigns.merge(assign.eni(), assign.addresses(), Integer::sum);
                case UnassignAddresses ignored -> {}
                case ReleaseEni ignored -> {}
            }
        }
        return new InFlight(creates, assigns);
    }

    /// What one turn is about to change; nothing of it counts until [#settle].
    private static final class Turn {
        final Instant now;
        final List<PendingChange> changes = new ArrayList<>();
        final Set<Attach> arrived = new HashSet<>();
        final List<Attach> served = new ArrayList<>();
        final Map<Event.Call, Runnable> answers = new LinkedHashMap<>();
        Pool pool;

        Turn(Pool pool, Instant now) {
            this.pool = pool;
            this.now = now;
        }

        void change(Event.Call call, JournalEntry entry) {
            changes.add(new PendingChange(call, entry, null));
        }

        void answer(Event.Call call, Runnable answer) {
            answers.put(call, answer);
        }
    }
}
