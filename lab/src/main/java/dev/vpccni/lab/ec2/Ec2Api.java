package dev.vpccni.lab.ec2;

import dev.vpccni.lab.account.Account;
import dev.vpccni.lab.account.Call;
import dev.vpccni.lab.account.Ec2Exception;
import dev.vpccni.lab.http.Endpoint;
import dev.vpccni.lab.http.HttpCall;
import dev.vpccni.lab.http.Pause;
import dev.vpccni.lab.http.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Answers the EC2 Query API for one account.
///
/// The order of a call is EC2's: authentication, then what the [CallGate] says (permission, throttling, faults), then
/// parameters, then the call. Every call ends in the account's journal before its reply is sent. Safe for threads.
/// Source: EC2 API reference, "Query requests", version 2016-11-15.
public final class Ec2Api implements Endpoint {
    static final String VERSION = "2016-11-15";

    private final Account account;
    private final CallGate gate;
    private final InstantSource clock;
    private final Pause pause;
    private final RandomGenerator random;
    private final Callers callers;
    private final Map<String, Action> actions;

    /// Shape: `random` makes request ids.
    public Ec2Api(
            Account account,
            CallGate gate,
            InstantSource clock,
            Pause pause,
            RandomGenerator random) {
        this.account = account;
        this.gate = gate;
        this.clock = clock;
        this.pause = pause;
        this.random = random;
        this.callers = new Callers(account, clock);
        this.actions = Actions.of(account);
    }

    /// The names of all actions that are answered.
    public static SortedSet<String> actionNames() {
        return Actions.NAMES;
    }

    @Override
    public Reply answer(HttpCall call) throws InterruptedException {
        Instant start = clock.instant();
        String requestId = requestId();
        Entry entry = new Entry();
        try {
            Outcome outcome = call(call, entry);
            return switch (outcome) {
                case Outcome.Done(Consumer<Xml> body) ->
                        xml(200, requestId, Xml.reply(entry.action, requestId, body));
                case Outcome.Cut() -> {
                    entry.code = "ConnectionDropped";
                    yield Reply.dropped();
                }
            };
        } catch (Ec2Exception refused) {
            entry.code = refused.code();
            return refusal(refused, requestId);
        } catch (RuntimeException failure) {
            entry.code = "InternalError";
            System.getLogger(Ec2Api.class.getName())
                    .log(
                            System.Logger.Level.ERROR,
                            "answer " + entry.action + " " + entry.parameters,
                            failure);
            return refusal(
                    new Ec2Exception(
                            "InternalError", 500, "An internal error has occurred: " + failure),
                    requestId);
        } finally {
            account.journal()
                    .add(
                            new Call(
                                    start,
                                    entry.action,
                                    entry.parameters,
                                    entry.code,
                                    Duration.between(start, clock.instant()),
                                    entry.caller));
        }
    }

    private Outcome call(HttpCall call, Entry entry) throws InterruptedException {
        Parameters parameters =
                Parameters.parse(call.method().equals("GET") ? call.query() : call.body());
        entry.parameters = parameters.summary();
        String name = parameters.required("Action");
        entry.action = name;
        Action action = actions.get(name);
        if (action == null) {
            throw new Ec2Exception(
                    "InvalidAction", "The action " + name + " is not valid for this web service.");
        }
        requireVersion(parameters.required("Version"));
        Caller caller = callers.identify(call);
        entry.caller = caller.name();
        CallGate.Verdict verdict = gate.admit(facts(name, parameters, caller));
        pause.await(verdict.latency());
        CallGate.Failure before = verdict.before();
        if (before != null) {
            return fail(before);
        }
        Action.Execution execution = action.read(parameters);
        parameters.requireAllRead();
        if (parameters.flag("DryRun")) {
            throw new Ec2Exception(
                    "DryRunOperation",
                    412,
                    "Request would have succeeded, but DryRun flag is set.");
        }
        Consumer<Xml> body = execution.run(caller, clock.instant().minus(verdict.describeLag()));
        CallGate.Failure after = verdict.after();
        return after == null ? new Outcome.Done(body) : fail(after);
    }

    private static CallFacts facts(String action, Parameters parameters, Caller caller) {
        boolean describe = action.startsWith("Describe");
        boolean narrowed = parameters.hasAny("Filter.", "MaxResults", "NextToken");
        Set<String> permissions =
                parameters.hasAny("TagSpecification.")
                        ? Set.of(action, "CreateTags")
                        : Set.of(action);
        return new CallFacts(action, permissions, describe && !narrowed, caller.instanceId());
    }

    private static Outcome fail(CallGate.Failure failure) {
        return switch (failure) {
            case CallGate.Failure.Refused(Ec2Exception error) -> throw error;
            case CallGate.Failure.Dropped() -> new Outcome.Cut();
        };
    }

    private static void requireVersion(String version) {
        if (!version.equals(VERSION)) {
            throw new Ec2Exception(
                    "NoSuchVersion",
                    "The requested version (" + version + ") of service AmazonEC2 does not exist");
        }
    }

    private static Reply refusal(Ec2Exception refused, String requestId) {
        return xml(
                refused.httpStatus(),
                requestId,
                Xml.error(refused.code(), refused.sentence(), requestId));
    }

    private static Reply xml(int status, String requestId, String body) {
        return new Reply.Answer(
                status,
                Map.of("Content-Type", "text/xml;charset=UTF-8", "x-amzn-RequestId", requestId),
                body);
    }

    private synchronized String requestId() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private sealed interface Outcome {
        record Done(Consumer<Xml> body) implements Outcome {}

        record Cut() implements Outcome {}
    }

    /// What the journal will say, filled in as it becomes known.
    private static final class Entry {
        private String action = "-";
        private String parameters = "";
        private String code = Call.OK;
        private String caller = "-";
    }
}
