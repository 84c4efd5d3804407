package dev.vpccni.lab.scenario;

import dev.vpccni.lab.account.Account;
import dev.vpccni.lab.account.CredentialIssuer;
import dev.vpccni.lab.account.Ec2Exception;
import dev.vpccni.lab.account.Instance;
import dev.vpccni.lab.account.InstanceView;
import dev.vpccni.lab.ec2.CallFacts;
import dev.vpccni.lab.ec2.CallGate;
import dev.vpccni.lab.imds.ImdsGate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// What EC2 and IMDS do to their callers at this moment, changeable at any time.
///
/// It starts as the scenario says. Each action draws its latency and its faults from a generator of its own, made from
/// the seed, so that one action's calls do not shift another's. Safe for threads.
public final class FaultControl {
    /// A fault in force. Shape: `fired` counts how often it took effect.
    public record Active(String id, Fault fault, int fired) {}

    private final Account account;
    private final InstantSource clock;
    private final long seed;
    private final TokenBuckets buckets;
    private final Map<String, RandomGenerator> generators = new HashMap<>();
    private final List<Active> faults = new ArrayList<>();
    private final NavigableMap<String, Latency> latencies = new TreeMap<>();
    private final NavigableSet<String> denied = new TreeSet<>();
    private final NavigableMap<String, Duration> imdsLags = new TreeMap<>();
    private Latency defaultLatency;
    private Throttling throttling;
    private Duration describeLag;
    private Duration imdsLag;
    private int nextFault = 1;

    FaultControl(Account account, Scenario scenario, InstantSource clock) {
        this.account = account;
        this.clock = clock;
        this.seed = scenario.seed();
        this.buckets = new TokenBuckets(clock);
        this.defaultLatency = scenario.latencies().fallback();
        this.latencies.putAll(scenario.latencies().byAction());
        this.throttling = scenario.throttling();
        this.describeLag = scenario.consistency().describe();
        this.imdsLag = scenario.consistency().imds();
        this.denied.addAll(scenario.denied());
        scenario.faults().forEach(this::add);
    }

    /// The gate that the EC2 API asks.
    public CallGate ec2Gate() {
        return this::admit;
    }

    /// The gate that the metadata service asks.
    public ImdsGate imdsGate() {
        return new ImdsGate() {
            @Override
            public Verdict admit(String instanceId, String path) {
                return admitImds(instanceId, path);
            }

            @Override
            public Duration lag(String instanceId) {
                return imdsLagOf(instanceId);
            }
        };
    }

    /// Puts a fault in force and answers its id.
    public synchronized String add(Fault fault) {
        String id = "f" + nextFault++;
        faults.add(new Active(id, fault, 0));
        return id;
    }

    /// Ends one fault; false if there is none with this id.
    public synchronized boolean remove(String id) {
        return faults.removeIf(active -> active.id().equals(id));
    }

    /// Ends all faults.
    public synchronized void removeAll() {
        faults.clear();
    }

    /// The faults in force, oldest first; those that have fired as often as they should are gone.
    public synchronized List<Active> faults() {
        return List.copyOf(faults);
    }

    /// Sets the latency of one action, or of all that have none of their own for the name `default`.
    public synchronized void latency(String action, Latency latency) {
        if (action.equals(Scenario.DEFAULT)) {
            defaultLatency = latency;
        } else {
            latencies.put(action, latency);
        }
    }

    /// The latencies in force, `default` among them.
    public synchronized SortedMap<String, Latency> latencies() {
        SortedMap<String, Latency> all = new TreeMap<>(latencies);
        all.put(Scenario.DEFAULT, defaultLatency);
        return Collections.unmodifiableSortedMap(all);
    }

    /// Sets the age of what Describe calls show.
    public synchronized void describeLag(Duration lag) {
        describeLag = lag;
    }

    public synchronized Duration describeLag() {
        return describeLag;
    }

    /// Sets the age of the interface lists that IMDS shows to all nodes, forgetting what single nodes had.
    public synchronized void imdsLag(Duration lag) {
        imdsLag = lag;
        imdsLags.clear();
    }

    /// Sets it for one node. Shape: an instance id or a node's name.
    public synchronized void imdsLag(String node, Duration lag) {
        imdsLags.put(node, lag);
    }

    /// The lags in force: those of single nodes, and `default`.
    public synchronized SortedMap<String, Duration> imdsLags() {
        SortedMap<String, Duration> all = new TreeMap<>(imdsLags);
        all.put(Scenario.DEFAULT, imdsLag);
        return Collections.unmodifiableSortedMap(all);
    }

    /// Takes away or gives back the permission for an action.
    public synchronized void deny(String action, boolean on) {
        if (on) {
            denied.add(action);
        } else {
            denied.remove(action);
        }
    }

    public synchronized SortedSet<String> denied() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(denied));
    }

    /// Replaces the request limits; all buckets are full afterwards.
    public synchronized void throttling(Throttling changed) {
        throttling = changed;
        buckets.refill();
    }

    public synchronized Throttling throttling() {
        return throttling;
    }

    private CallGate.Verdict admit(CallFacts facts) {
        Optional<String> instanceId = Optional.ofNullable(facts.instanceId());
        Optional<String> name = instanceId.flatMap(this::nodeName);
        synchronized (this) {
            Optional<String> missing =
                    facts.permissions().stream().filter(denied::contains).sorted().findFirst();
            if (missing.isPresent()) {
                return CallGate.Verdict.refuse(unauthorized(missing.get(), instanceId));
            }
            if (!hasToken(facts)) {
                return CallGate.Verdict.refuse(
                        new Ec2Exception("RequestLimitExceeded", 503, "Request limit exceeded."));
            }
            Duration latency =
                    latencies
                            .getOrDefault(facts.action(), defaultLatency)
                            .sample(generator("latency of " + facts.action()));
            return fire(facts.action(), instanceId, name)
                    .map(fault -> verdict(fault, latency.plus(fault.delay())))
                    .orElseGet(() -> new CallGate.Verdict(latency, null, null, describeLag));
        }
    }

    private ImdsGate.Verdict admitImds(String instanceId, String path) {
        Optional<String> name = nodeName(instanceId);
        synchronized (this) {
            return fire(Fault.IMDS + path, Optional.of(instanceId), name)
                    .map(fault ->
                            switch (fault.effect()) {
                                case Fault.Effect.Slow() ->
                                        new ImdsGate.Verdict(fault.delay(), null, false);
                                case Fault.Effect.Refuse refuse ->
                                        new ImdsGate.Verdict(
                                                fault.delay(), refuse.httpStatus(), false);
                                case Fault.Effect.Drop _ ->
                                        new ImdsGate.Verdict(fault.delay(), null, true);
                            })
                    .orElseGet(ImdsGate.Verdict::pass);
        }
    }

    private Duration imdsLagOf(String instanceId) {
        Optional<String> name = nodeName(instanceId);
        synchronized (this) {
            Duration ofId = imdsLags.get(instanceId);
            return ofId == null ? name.map(imdsLags::get).orElse(imdsLag) : ofId;
        }
    }

    private CallGate.Verdict verdict(Fault fault, Duration latency) {
        return switch (fault.effect()) {
            case Fault.Effect.Slow() -> new CallGate.Verdict(latency, null, null, describeLag);
            case Fault.Effect.Refuse(String code, int status, String message, boolean happens) ->
                    verdict(
                            new CallGate.Failure.Refused(new Ec2Exception(code, status, message)),
                            happens,
                            latency);
            case Fault.Effect.Drop(boolean happens) ->
                    verdict(new CallGate.Failure.Dropped(), happens, latency);
        };
    }

    private CallGate.Verdict verdict(CallGate.Failure failure, boolean happens, Duration latency) {
        return happens
                ? new CallGate.Verdict(latency, null, failure, describeLag)
                : new CallGate.Verdict(latency, failure, null, describeLag);
    }

    /// The first fault that matches and whose dice say so; it is counted, and gone when it has fired often enough.
    private Optional<Fault> fire(
            String called, Optional<String> instanceId, Optional<String> name) {
        for (int i = 0; i < faults.size(); i++) {
            Active active = faults.get(i);
            Fault fault = active.fault();
            if (!fault.matches(called, instanceId, name)) {
                continue;
            }
            if (fault.probability() < 1
                    && generator("fault " + active.id() + " of " + called).nextDouble()
                            >= fault.probability()) {
                continue;
            }
            Active fired = new Active(active.id(), fault, active.fired() + 1);
            if (fired.fired() == fault.count()) {
                faults.remove(i);
            } else {
                faults.set(i, fired);
            }
            return Optional.of(fault);
        }
        return Optional.empty();
    }

    private boolean hasToken(CallFacts facts) {
        return !throttling.enabled()
                || buckets.take(
                        Throttling.name(facts.action(), facts.unfiltered()),
                        throttling.size(facts.action(), facts.unfiltered()));
    }

    private Ec2Exception unauthorized(String action, Optional<String> instanceId) {
        return new Ec2Exception(
                "UnauthorizedOperation",
                403,
                "You are not authorized to perform this operation. User: arn:aws:sts::"
                        + account.settings().accountId()
                        + ":assumed-role/"
                        + CredentialIssuer.ROLE
                        + "/"
                        + instanceId.orElse("unknown")
                        + " is not authorized to perform: ec2:"
                        + action
                        + " because no identity-based policy allows the ec2:"
                        + action
                        + " action.");
    }

    private Optional<String> nodeName(String instanceId) {
        return account.instanceAt(instanceId, clock.instant())
                .map(InstanceView::instance)
                .map(Instance::name);
    }

    private RandomGenerator generator(String use) {
        return generators.computeIfAbsent(
                use, key -> new SplittableRandom(seed ^ ((long) key.hashCode() << 20)));
    }
}
