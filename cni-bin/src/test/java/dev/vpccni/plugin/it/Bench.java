package dev.vpccni.plugin.it;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import dev.vpccni.plugin.testing.NativePlugin;
import dev.vpccni.plugin.testing.StubAgent;
import dev.vpccni.plugin.testing.TestCall;
import dev.vpccni.plugin.testing.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// What an integration test works on: a node, a stub agent in it that keeps books, and the files of both.
final class Bench implements AutoCloseable {
    static final String TOKEN = "0123456789abcdef";

    private static final int PORT = 61679;

    final TestNode node;
    final StubAgent agent;
    final Path token;
    final Path tombstones;
    final Path log;

    /// Path of an attachment to what the agent holds for it.
    final Map<String, String> held = new ConcurrentHashMap<>();

    private volatile String next = address("10.0.1.20", 254);

    private Bench(Path files) throws Exception {
        node = TestNode.create();
        agent = node.call(() -> StubAgent.listen(PORT));
        token = Files.writeString(files.resolve("plugin.token"), TOKEN + "\n");
        tombstones = files.resolve("tombstones");
        log = files.resolve("logs/aws/plugin.log");
        agent.answer(this::keepBooks);
    }

    static Bench open(Path files) {
        try {
            return new Bench(files);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the stub agent did not start", e);
        }
    }

    /// One address as the agent describes it.
    static String address(String address, int table) {
        boolean ipv6 = address.indexOf(':') >= 0;
        return """
        {"address":"%s","prefixLength":%d,"gateway":"%s","eniId":"eni-1","networkCard":0,"deviceIndex":1,\
        "routeTable":%d}\
        """
                .formatted(address, ipv6 ? 128 : 32, ipv6 ? "fe80::1" : "169.254.1.1", table);
    }

    static String attachment(String... addresses) {
        return """
        {"addresses":[%s],"vpcCidrs":["10.0.0.0/16"],"externalSnat":false,"networkPolicyMode":"",\
        "waitedMs":3,"somethingNew":{"a":[1]}}\
        """
                .formatted(String.join(",", addresses));
    }

    /// What the agent gives to the next attachment that it does not know.
    void give(String... addresses) {
        next = String.join(",", addresses);
    }

    /// Behaves as the agent does.
    byte[] keepBooks(StubAgent.Request request) {
        if (!request.header("Authorization").equals("Bearer " + TOKEN)) {
            return StubAgent.problem(
                    401, "BadToken", 104, "the token is not the one of this start");
        }
        return switch (request.method()) {
            case "PUT" ->
                    StubAgent.json(
                            200, held.computeIfAbsent(request.path(), p -> attachment(next)));
            case "GET" -> {
                String known = held.get(request.path());
                yield known == null
                        ? StubAgent.problem(404, "UnknownAttachment", 3, "nothing is assigned")
                        : StubAgent.json(200, known);
            }
            default -> {
                held.remove(request.path());
                yield StubAgent.json(200, "{\"addresses\":[]}");
            }
        };
    }

    /// A call with this bench's files in its configuration.
    TestCall call(String command) {
        return TestCall.of(command)
                .config("agentTokenFile", token.toString())
                .config("tombstoneDir", tombstones.toString())
                .config("pluginLogFile", log.toString());
    }

    NativePlugin.Outcome run(TestCall call) {
        return NativePlugin.run(node.net().path(), call.environment(), call.stdin());
    }

    /// Runs a call that must succeed; the JSON on standard output, or an empty object.
    JsonObject succeed(TestCall call) {
        NativePlugin.Outcome outcome = run(call);
        if (outcome.exitCode() != 0) {
            throw new AssertionError("exit code " + outcome);
        }
        return outcome.stdout().isEmpty()
                ? new JsonObject()
                : Json.parse(outcome.stdout()).asObject();
    }

    /// Runs a call that must fail; the error object.
    JsonObject fail(TestCall call) {
        NativePlugin.Outcome outcome = run(call);
        if (outcome.exitCode() != 1) {
            throw new AssertionError("exit code " + outcome);
        }
        return Json.parse(outcome.stdout()).asObject();
    }

    List<Path> tombstoneFiles() throws IOException {
        if (!Files.exists(tombstones)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(tombstones)) {
            return files.toList();
        }
    }

    static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Override
    public void close() {
        agent.close();
        node.close();
    }
}
