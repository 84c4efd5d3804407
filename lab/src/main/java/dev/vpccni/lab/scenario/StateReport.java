package dev.vpccni.lab.scenario;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vpccni.lab.account.Account;
import dev.vpccni.lab.account.AccountSnapshot;
import dev.vpccni.lab.account.Attachment;
import dev.vpccni.lab.account.Call;
import dev.vpccni.lab.account.CallCount;
import dev.vpccni.lab.account.Instance;
import dev.vpccni.lab.account.NetworkInterface;
import dev.vpccni.lab.account.SubnetView;
import java.util.List;

/// Writes the state of the lab's AWS side as JSON. Units: times in ISO 8601, durations as text, took in microseconds.
final class StateReport {
    private static final JsonMapper JSON = new JsonMapper();

    private final Account account;
    private final FaultControl control;

    StateReport(Account account, FaultControl control) {
        this.account = account;
        this.control = control;
    }

    ObjectNode state() {
        AccountSnapshot snapshot = account.snapshot();
        ObjectNode state = JSON.createObjectNode();
        state.put("at", snapshot.at().toString());
        snapshot.subnets()
                .forEach(subnet -> subnet(state.withArray("subnets").addObject(), subnet));
        snapshot.instances()
                .forEach(instance -> instance(state.withArray("instances").addObject(), instance));
        snapshot.enis().forEach(eni -> eni(state.withArray("enis").addObject(), eni));
        control.faults().forEach(active -> fault(state.withArray("faults").addObject(), active));
        control.latencies()
                .forEach((action, latency) ->
                        state.withObject("/latency").put(action, latency.toString()));
        control.imdsLags()
                .forEach((node, lag) ->
                        state.withObject("/imdsLag").put(node, Durations.format(lag)));
        state.put("describeLag", Durations.format(control.describeLag()));
        state.withObject("/throttling").put("enabled", control.throttling().enabled());
        control.throttling()
                .overrides()
                .forEach((action, bucket) ->
                        state.withObject("/throttling/buckets/" + action)
                                .put("burst", bucket.burst())
                                .put("perSecond", bucket.perSecond()));
        ArrayNode denied = state.withArray("denied");
        control.denied().forEach(denied::add);
        return state;
    }

    ObjectNode calls(int limit) {
        ObjectNode report = JSON.createObjectNode();
        ArrayNode counts = report.withArray("counts");
        account.journal().counts().forEach(count -> count(counts.addObject(), count));
        ArrayNode calls = report.withArray("calls");
        List<Call> all = account.journal().calls();
        all.subList(Math.max(0, all.size() - limit), all.size())
                .forEach(call -> call(calls.addObject(), call));
        return report;
    }

    private static void subnet(ObjectNode json, SubnetView view) {
        json.put("id", view.subnet().id())
                .put("cidr", view.subnet().cidr().toString())
                .put("zone", view.subnet().availabilityZone())
                .put("available", view.available())
                .put("inUse", view.inUse());
    }

    private static void instance(ObjectNode json, Instance instance) {
        json.put("id", instance.id())
                .put("name", instance.name())
                .put("type", instance.type().name())
                .put("zone", instance.availabilityZone())
                .put("subnet", instance.subnetId())
                .put("address", instance.privateIp().toString());
    }

    private static void eni(ObjectNode json, NetworkInterface eni) {
        json.put("id", eni.id())
                .put("mac", eni.mac().toString())
                .put("subnet", eni.subnetId())
                .put("status", eni.status())
                .put("description", eni.description())
                .put("primary", eni.addresses().primary().toString());
        ArrayNode secondary = json.withArray("secondary");
        eni.addresses().secondary().forEach(address -> secondary.add(address.toString()));
        ArrayNode prefixes = json.withArray("prefixes");
        eni.addresses().prefixes().forEach(prefix -> prefixes.add(prefix.toString()));
        ArrayNode ipv6 = json.withArray("ipv6");
        eni.addresses().ipv6().forEach(address -> ipv6.add(address.toString()));
        eni.addresses().ipv6Prefixes().forEach(prefix -> ipv6.add(prefix.toString()));
        Attachment attachment = eni.attachment();
        if (attachment != null) {
            json.withObject("/attachment")
                    .put("instance", attachment.instanceId())
                    .put("device", attachment.deviceIndex())
                    .put("card", attachment.networkCard())
                    .put("status", attachment.status().text())
                    .put("deleteOnTermination", attachment.deleteOnTermination());
        }
    }

    private static void fault(ObjectNode json, FaultControl.Active active) {
        Fault fault = active.fault();
        json.put("id", active.id())
                .put("action", fault.target())
                .put("node", fault.node())
                .put("probability", fault.probability())
                .put("count", fault.count())
                .put("fired", active.fired())
                .put("delay", Durations.format(fault.delay()));
        switch (fault.effect()) {
            case Fault.Effect.Slow() -> {}
            case Fault.Effect.Refuse(String code, int status, String message, boolean happens) ->
                    json.put("code", code)
                            .put("httpStatus", status)
                            .put("message", message)
                            .put("when", happens ? "after" : "before");
            case Fault.Effect.Drop(boolean happens) ->
                    json.put("drop", true).put("when", happens ? "after" : "before");
        }
    }

    private static void count(ObjectNode json, CallCount count) {
        json.put("action", count.action())
                .put("calls", count.calls())
                .put("tookMicros", count.took().toNanos() / 1000);
        count.errors().forEach((code, number) -> json.withObject("/errors").put(code, number));
    }

    private static void call(ObjectNode json, Call call) {
        json.put("at", call.at().toString())
                .put("action", call.action())
                .put("parameters", call.parameters())
                .put("code", call.code())
                .put("tookMicros", call.took().toNanos() / 1000)
                .put("caller", call.caller());
    }
}
