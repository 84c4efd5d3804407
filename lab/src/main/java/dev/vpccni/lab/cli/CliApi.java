package dev.vpccni.lab.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vpccni.lab.Lab;
import dev.vpccni.lab.LabNode;
import dev.vpccni.lab.http.Endpoint;
import dev.vpccni.lab.http.HttpCall;
import dev.vpccni.lab.http.Reply;
import dev.vpccni.lab.node.AgentProcess;

/// What the commands ask of a lab in the background; everything else goes to the control API of the simulated AWS.
///
/// | Request | Does |
/// |---|---|
/// | `GET /cli/status` | nodes, agents, pods, spoofed packets |
/// | `POST /cli/pods` | `{name, node}`: adds a pod; without `node` where there are fewest |
/// | `DELETE /cli/pods/NAME` | removes a pod |
/// | `POST /cli/shutdown` | ends the lab |
///
/// Errors: 400 with `{"error": sentence}`.
final class CliApi implements Endpoint {
    private static final JsonMapper JSON = new JsonMapper();

    private final Lab lab;
    private final Fleet fleet;
    private final Endpoint aws;
    private final Runnable shutdown;

    CliApi(Lab lab, Runnable shutdown) {
        this.lab = lab;
        this.fleet = new Fleet(lab);
        this.aws = lab.aws().controlApi();
        this.shutdown = shutdown;
    }

    @Override
    public Reply answer(HttpCall call) throws InterruptedException {
        if (!call.path().startsWith("/cli/")) {
            return aws.answer(call);
        }
        String what = call.method() + " " + call.path().substring("/cli/".length());
        try {
            if (what.startsWith("DELETE pods/")) {
                return deletePod(what.substring("DELETE pods/".length()));
            }
            return switch (what) {
                case "GET status" -> Reply.json(200, status().toString());
                case "POST pods" -> addPod(JSON.readTree(call.body()));
                case "POST shutdown" -> {
                    shutdown.run();
                    yield Reply.json(200, "{}");
                }
                default -> error("the lab does not know " + what);
            };
        } catch (JsonProcessingException e) {
            return error("the request is not JSON: " + e.getOriginalMessage());
        } catch (RuntimeException e) {
            return error(String.valueOf(e.getMessage()));
        }
    }

    private Reply addPod(JsonNode request) {
        String node = request.path("node").asText("");
        LabNode where = node.isEmpty() ? fleet.emptiest() : lab.node(node);
        ObjectNode answer = JSON.createObjectNode();
        describe(answer, fleet.add(where, request.path("name").asText()));
        return Reply.json(201, answer.toString());
    }

    private Reply deletePod(String name) {
        Fleet.Placed placed = fleet.get(name);
        String time = Console.millis(placed.node().pods().delete(name));
        return Reply.json(200, JSON.createObjectNode().put("delMillis", time).toString());
    }

    private ObjectNode status() {
        ObjectNode status = JSON.createObjectNode();
        status.put("ec2Endpoint", lab.ec2Endpoint());
        status.put("logs", lab.options().directory().toString());
        lab.nodes().forEach(node -> describe(status.withArray("nodes").addObject(), node));
        fleet.all().forEach(pod -> describe(status.withArray("pods").addObject(), pod));
        lab.spoofed()
                .forEach(spoof ->
                        status.withArray("spoofed")
                                .addObject()
                                .put("eni", spoof.eniId())
                                .put("source", spoof.source())
                                .put("packets", spoof.packets()));
        return status;
    }

    private void describe(ObjectNode json, LabNode node) {
        json.put("name", node.name())
                .put("instance", node.instance().id())
                .put("type", node.instance().type().name())
                .put("zone", node.instance().availabilityZone())
                .put("address", node.instance().privateIp().toString())
                .put("publicAddress", lab.publicAddress(node).toString())
                .put("initPid", node.machine().initPid())
                .put("agent", node.agent().map(CliApi::state).orElse("none"));
    }

    private static String state(AgentProcess agent) {
        if (!agent.isRunning()) {
            return "ended";
        }
        return (agent.isReady() ? "ready" : "not ready") + ", process " + agent.pid();
    }

    private static void describe(ObjectNode json, Fleet.Placed placed) {
        json.put("name", placed.pod().name())
                .put("node", placed.node().name())
                .put("initPid", placed.node().machine().initPid())
                .put("netns", placed.pod().sandbox().netns())
                .put("address", placed.pod().address().toString())
                .put("eni", placed.eni().map(eni -> eni.id()).orElse("nobody's"))
                .put("device", placed.device())
                .put("addMillis", Console.millis(placed.pod().addTime()));
    }

    private static Reply error(String sentence) {
        return Reply.json(400, JSON.createObjectNode().put("error", sentence).toString());
    }
}
