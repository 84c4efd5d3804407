package dev.vpccni.lab.scenario;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vpccni.lab.account.Account;
import dev.vpccni.lab.account.Instance;
import dev.vpccni.lab.http.Endpoint;
import dev.vpccni.lab.http.HttpCall;
import dev.vpccni.lab.http.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The lab's control API in JSON: look at the account and the calls, change faults, latency and lags while it runs.
///
/// | Request | Does |
/// |---|---|
/// | `GET /_lab/state` | the account, the faults, latencies, lags, limits and denials in force |
/// | `GET /_lab/calls?limit=N` | counts by action, and the last N calls (100 unless told) |
/// | `DELETE /_lab/calls` | forgets the calls, so that counting starts anew |
/// | `POST /_lab/faults` | puts a fault in force (keys as in a scenario); answers its id |
/// | `DELETE /_lab/faults`, `DELETE /_lab/faults/ID` | ends all faults, or one |
/// | `POST /_lab/latency` | `{action: time}` or `{action: {min, median, p99}}`, `default` for the others |
/// | `POST /_lab/imds-lag` | `{lag, node}`; without `node` for all |
/// | `POST /_lab/describe-lag` | `{lag}` |
/// | `POST /_lab/throttling` | `{enabled, buckets}` as in a scenario; all buckets are full afterwards |
/// | `POST /_lab/denied` | `{action, denied}` |
/// | `POST /_lab/settle` | `{attach, detach}` |
///
/// Errors: 400 with `{"error": sentence}` for a body that breaks a rule, 404 and 405 likewise.
public final class ControlApi implements Endpoint {
    private static final String ROOT = "/_lab/";
    private static final int CALLS_SHOWN = 100;
    private static final JsonMapper JSON = new JsonMapper();

    private final Account account;
    private final FaultControl control;
    private final StateReport report;

    ControlApi(Account account, FaultControl control) {
        this.account = account;
        this.control = control;
        this.report = new StateReport(account, control);
    }

    @Override
    public Reply answer(HttpCall call) {
        if (!call.path().startsWith(ROOT)) {
            return error(404, "the lab's control API is under " + ROOT + ", not at " + call.path());
        }
        String what = call.path().substring(ROOT.length());
        try {
            return switch (call.method()) {
                case "GET" -> get(what, call);
                case "POST" -> post(what, call);
                case "DELETE" -> delete(what);
                default ->
                        error(
                                405,
                                "the method " + call.method() + " is none of GET, POST and DELETE");
            };
        } catch (ScenarioException wrong) {
            return error(400, String.valueOf(wrong.getMessage()));
        }
    }

    private Reply get(String what, HttpCall call) {
        return switch (what) {
            case "state" -> ok(report.state());
            case "calls" -> ok(report.calls(limit(call.query())));
            default -> unknown(what);
        };
    }

    private Reply post(String what, HttpCall call) {
        String source = "request " + call.path();
        Section body = Section.of(source, ScenarioReader.tree(source, call.body(), true));
        return switch (what) {
            case "faults" -> addFault(body);
            case "latency" -> latency(body);
            case "imds-lag" -> imdsLag(body);
            case "describe-lag" -> describeLag(body);
            case "throttling" -> throttling(body);
            case "denied" -> denied(body);
            case "settle" -> settle(body);
            default -> unknown(what);
        };
    }

    private Reply delete(String what) {
        if (what.equals("faults")) {
            return done(control::removeAll);
        }
        if (what.equals("calls")) {
            return done(account.journal()::clear);
        }
        if (what.startsWith("faults/")) {
            String id = what.substring("faults/".length());
            return control.remove(id)
                    ? done(() -> {})
                    : error(404, "there is no fault with the id " + id);
        }
        return unknown(what);
    }

    private Reply addFault(Section body) {
        Fault fault = FaultReader.read(body);
        body.end();
        requireNode(body, fault.node());
        ObjectNode answer = JSON.createObjectNode().put("id", control.add(fault));
        return Reply.json(201, answer.toString());
    }

    private Reply latency(Section body) {
        Map<String, Latency> all = ScenarioReader.latencies(body);
        body.end();
        all.forEach(control::latency);
        return done(() -> {});
    }

    private Reply imdsLag(Section body) {
        Duration lag = body.required("lag", Durations::parse);
        String node = body.optional("node", text -> text);
        body.end();
        requireNode(body, node);
        return done(() -> {
            if (node == null) {
                control.imdsLag(lag);
            } else {
                control.imdsLag(node, lag);
            }
        });
    }

    private Reply describeLag(Section body) {
        Duration lag = body.required("lag", Durations::parse);
        body.end();
        return done(() -> control.describeLag(lag));
    }

    private Reply throttling(Section body) {
        Throttling changed = ScenarioReader.throttling(body, control.throttling());
        body.end();
        return done(() -> control.throttling(changed));
    }

    private Reply settle(Section body) {
        Duration attach = body.duration("attach", Duration.ZERO);
        Duration detach = body.duration("detach", Duration.ZERO);
        body.end();
        return done(() -> account.settle(attach, detach));
    }

    private Reply denied(Section body) {
        String action = body.required("action", ScenarioReader::action);
        boolean denied = body.flag("denied", true);
        body.end();
        return done(() -> control.deny(action, denied));
    }

    /// A node that does not run is a slip of the hand, so it is refused.
    private void requireNode(Section body, @Nullable String node) {
        List<Instance> running = account.snapshot().instances();
        boolean known =
                node == null
                        || running.stream()
                                .anyMatch(instance ->
                                        instance.id().equals(node) || instance.name().equals(node));
        if (!known) {
            throw body.complaint(
                    "node",
                    "'"
                            + node
                            + "' is neither the name nor the id of a node that runs: "
                            + running.stream().map(Instance::name).toList());
        }
    }

    private static int limit(String query) {
        if (query.isEmpty()) {
            return CALLS_SHOWN;
        }
        String number = query.startsWith("limit=") ? query.substring("limit=".length()) : "";
        if (!number.matches("\\d{1,6}")) {
            throw new ScenarioException(
                    "request /_lab/calls: the query is limit and a number, not '" + query + "'");
        }
        return Integer.parseInt(number);
    }

    private static Reply ok(ObjectNode body) {
        return Reply.json(200, body.toPrettyString() + "\n");
    }

    private static Reply done(Runnable change) {
        change.run();
        return Reply.json(200, "{\"done\":true}\n");
    }

    private static Reply unknown(String what) {
        return error(404, "the control API has no " + ROOT + what + " for this method");
    }

    private static Reply error(int status, String sentence) {
        return Reply.json(status, JSON.createObjectNode().put("error", sentence) + "\n");
    }
}
