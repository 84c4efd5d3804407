package dev.vpccni.lab.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// The commands that look at a lab in the background, or change something in it.
final class Inspection {
    private static final JsonMapper JSON = new JsonMapper();

    private final DaemonClient lab;

    Inspection(DaemonClient lab) {
        this.lab = lab;
    }

    int status(Console console) {
        JsonNode status = lab.get("/cli/status");
        TextTable nodes =
                new TextTable("NODE", "INSTANCE", "TYPE", "ZONE", "ADDRESS", "PUBLIC", "AGENT");
        for (JsonNode node : status.path("nodes")) {
            nodes.row(
                    node.path("name").asText(),
                    node.path("instance").asText(),
                    node.path("type").asText(),
                    node.path("zone").asText(),
                    node.path("address").asText(),
                    node.path("publicAddress").asText(),
                    node.path("agent").asText());
        }
        nodes.lines().forEach(console::line);
        showPods(status, console);
        TextTable calls = new TextTable("EC2 CALL", "TIMES");
        lab.get("/_lab/calls?limit=0")
                .path("counts")
                .forEach(count ->
                        calls.row(count.path("action").asText(), count.path("calls").asText()));
        calls.lines().forEach(console::line);
        for (JsonNode spoof : status.path("spoofed")) {
            console.line(
                    console.red("spoofed: ")
                            + spoof.path("eni").asText()
                            + " sent "
                            + spoof.path("packets").asText()
                            + " packets as "
                            + spoof.path("source").asText());
        }
        console.line("logs of the nodes: " + status.path("logs").asText());
        return 0;
    }

    int pod(Arguments arguments, Console console) {
        String verb = arguments.word(0, "what to do with the pod");
        switch (verb) {
            case "list" -> showPods(lab.get("/cli/status"), console);
            case "add" -> {
                ObjectNode wanted = JSON.createObjectNode();
                wanted.put("name", arguments.word(1, "the pod's name"));
                arguments.option("node").ifPresent(node -> wanted.put("node", node));
                JsonNode pod = lab.post("/cli/pods", wanted.toString());
                console.line(
                        pod.path("name").asText()
                                + " is on "
                                + pod.path("node").asText()
                                + " with "
                                + pod.path("address").asText()
                                + " of eth"
                                + pod.path("device").asText()
                                + ", ADD took "
                                + pod.path("addMillis").asText()
                                + " ms");
            }
            case "del" -> {
                String name = arguments.word(1, "the pod's name");
                JsonNode deleted = lab.delete("/cli/pods/" + name);
                console.line(
                        name + " is gone, DEL took " + deleted.path("delMillis").asText() + " ms");
            }
            case "exec" -> {
                JsonNode pod = entry("pods", arguments.word(1, "the pod's name"));
                String init = pod.path("initPid").asText();
                // The pod's namespace is a file of the node; this is its path from outside.
                String netns = "/proc/" + init + "/root" + pod.path("netns").asText();
                return enter(init, netns, command(arguments));
            }
            default ->
                    throw new UsageException(
                            "'pod " + verb + "' is not a command; see 'vpc-lab help'");
        }
        return 0;
    }

    int node(Arguments arguments) {
        String verb = arguments.word(0, "what to do with the node");
        if (!verb.equals("exec")) {
            throw new UsageException("'node " + verb + "' is not a command; see 'vpc-lab help'");
        }
        String init = entry("nodes", arguments.word(1, "the node's name")).path("initPid").asText();
        return enter(init, "/proc/" + init + "/ns/net", command(arguments));
    }

    int fault(Arguments arguments, Console console) {
        String verb = arguments.word(0, "what to do with the faults");
        JsonNode answer =
                switch (verb) {
                    case "list" -> lab.get("/_lab/state");
                    case "clear" ->
                            lab.delete(
                                    "/_lab/faults"
                                            + (arguments.words().size() > 1
                                                    ? "/" + arguments.words().get(1)
                                                    : ""));
                    case "add" -> lab.post("/_lab/faults", pairs(arguments));
                    default -> lab.post("/_lab/" + verb, pairs(arguments));
                };
        if (answer instanceof ObjectNode object) {
            object.remove(
                    List.of(
                            "vpcs",
                            "subnets",
                            "instances",
                            "interfaces",
                            "enis",
                            "account",
                            "groups"));
        }
        console.line(answer.toPrettyString());
        return 0;
    }

    private static void showPods(JsonNode status, Console console) {
        TextTable pods = new TextTable("POD", "NODE", "ENI", "DEVICE", "ADDRESS", "ADD MS");
        for (JsonNode pod : status.path("pods")) {
            pods.row(
                    pod.path("name").asText(),
                    pod.path("node").asText(),
                    pod.path("eni").asText(),
                    "eth" + pod.path("device").asText(),
                    pod.path("address").asText(),
                    pod.path("addMillis").asText());
        }
        pods.lines().forEach(console::line);
    }

    /// Shape of the words behind the verb: one JSON object, or `key=value` pairs whose values are taken as numbers and
    /// booleans where they look like it.
    static String pairs(Arguments arguments) {
        List<String> words = arguments.words().subList(1, arguments.words().size());
        if (words.size() == 1 && words.getFirst().startsWith("{")) {
            return words.getFirst();
        }
        ObjectNode json = JSON.createObjectNode();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new UsageException("'" + word + "' is not of the form key=value");
            }
            String value = word.substring(equals + 1);
            String key = word.substring(0, equals);
            if (value.matches("-?\\d{1,9}")) {
                json.put(key, Integer.parseInt(value));
            } else if (value.matches("-?\\d{0,9}\\.\\d{1,9}")) {
                json.put(key, Double.parseDouble(value));
            } else if (value.equals("true") || value.equals("false")) {
                json.put(key, value.equals("true"));
            } else {
                json.put(key, value);
            }
        }
        return json.toString();
    }

    private JsonNode entry(String kind, String name) {
        for (JsonNode entry : lab.get("/cli/status").path(kind)) {
            if (entry.path("name").asText().equals(name)) {
                return entry;
            }
        }
        throw new UsageException("there is nothing called " + name + " among the " + kind);
    }

    private static List<String> command(Arguments arguments) {
        if (arguments.rest().isEmpty()) {
            throw new UsageException("the command is missing: put it behind '--'");
        }
        return arguments.rest();
    }

    /// Runs a command on this terminal, inside a node's file tree, host name and processes.
    private static int enter(String init, String netns, List<String> command) {
        List<String> argv =
                new ArrayList<>(
                        List.of(
                                "nsenter",
                                "-t",
                                init,
                                "-m",
                                "-u",
                                "-p",
                                "-r",
                                "-w",
                                "--net=" + netns,
                                "--"));
        argv.addAll(command);
        try {
            return new ProcessBuilder(argv).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("run nsenter", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
