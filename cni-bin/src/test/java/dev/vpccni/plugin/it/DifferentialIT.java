package dev.vpccni.plugin.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vpccni.plugin.Plugin;
import dev.vpccni.plugin.testing.BadInputs;
import dev.vpccni.plugin.testing.JvmOs;
import dev.vpccni.plugin.testing.NativePlugin;
import dev.vpccni.plugin.testing.StubAgent;
import dev.vpccni.plugin.testing.TestCall;
import dev.vpccni.plugin.testing.TestNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The same Java on a JVM and as the native binary: same input, same bytes on standard output, same exit code, same
/// requests to the agent, same kernel. What the compiler breaks shows here.
class DifferentialIT {
    @TempDir private Path files;
    private Bench bench;
    private TestNode.Net pod;

    @BeforeEach
    void makeNode() {
        bench = Bench.open(files);
        pod = bench.node.newNamespace();
    }

    @AfterEach
    void removeNode() {
        bench.close();
    }

    @TestFactory
    Stream<DynamicTest> calls() {
        return table().entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> same(row.getValue())));
    }

    private Map<String, TestCall> table() {
        Map<String, TestCall> rows = new LinkedHashMap<>();
        Path own = bench.node.net().path();
        for (BadInputs input : BadInputs.all(pod.path(), own, bench.token)) {
            rows.put(input.name(), input.call());
        }
        rows.put("version", TestCall.of("VERSION").stdin("{\"cniVersion\":\"0.3.1\"}"));
        rows.put("version of nothing", TestCall.of("VERSION").stdin(""));
        rows.put("status", bench.call("STATUS"));
        rows.put("status of an old version", bench.call("STATUS").config("cniVersion", "1.0.0"));
        rows.put("check without result", bench.call("CHECK").netns(pod.path()));
        rows.put("gc without list", bench.call("GC"));
        rows.put("gc", bench.call("GC").json("cni.dev/valid-attachments", "[]"));
        rows.put("del of nothing", bench.call("DEL"));
        rows.put("text beyond ASCII", bench.call("ADD").netns("/run/netns/Kühlschrank-🧊"));
        rows.put(
                "an escaped name",
                bench.call("ADD").netns(pod.path()).config("name", "a\"b\\\u0001\u2028"));
        return rows;
    }

    private void same(TestCall call) throws Exception {
        int before = bench.agent.calls().size();
        NativePlugin.Outcome compiled = bench.run(call);
        List<String> toldByBinary = bench.agent.calls().subList(before, bench.agent.calls().size());
        Outcome interpreted = onJvm(call);
        List<String> told = bench.agent.calls();

        assertThat(compiled.stdout()).isEqualTo(interpreted.stdout);
        assertThat(compiled.exitCode()).isEqualTo(interpreted.exitCode);
        assertThat(told.subList(before + toldByBinary.size(), told.size())).isEqualTo(toldByBinary);
    }

    @Test
    void everyVersionWiresTheSamePodAndSaysTheSame() throws Exception {
        bench.give(Bench.address("10.0.1.20", 3));
        for (String version :
                List.of("0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0")) {
            for (String previous : List.of("", previous(version))) {
                TestCall add = bench.call("ADD").netns(pod.path()).config("cniVersion", version);
                TestCall del = bench.call("DEL").netns(pod.path()).config("cniVersion", version);
                if (!previous.isEmpty()) {
                    add.json("prevResult", previous);
                }
                String compiled = bench.run(add).stdout();
                List<String> kernelOfBinary = kernel();
                bench.succeed(del);

                Outcome interpreted = onJvm(add);
                List<String> kernelOfJvm = kernel();
                Outcome deleted = onJvm(del);

                assertThat(withoutMacs(compiled)).isEqualTo(withoutMacs(interpreted.stdout));
                assertThat(kernelOfBinary).isEqualTo(kernelOfJvm);
                assertThat(interpreted.exitCode + deleted.exitCode).isZero();
                assertThat(deleted.stdout).isEmpty();
            }
        }
    }

    @Test
    void bothTellTheAgentTheSame() throws Exception {
        bench.succeed(bench.call("ADD").netns(pod.path()));
        bench.succeed(bench.call("DEL").netns(pod.path()));
        List<String> compiled = bench.agent.requests().stream().map(DifferentialIT::whole).toList();

        onJvm(bench.call("ADD").netns(pod.path()));
        onJvm(bench.call("DEL").netns(pod.path()));

        List<String> all = bench.agent.requests().stream().map(DifferentialIT::whole).toList();
        assertThat(compiled).hasSize(3);
        assertThat(all.subList(3, all.size())).isEqualTo(compiled);
    }

    /// Everything but the time that is left.
    private static String whole(StubAgent.Request request) {
        return request
                + " "
                + request.headers()
                + " "
                + request.body().replaceAll("\"deadlineMs\":[0-9]+", "\"deadlineMs\":N");
    }

    private static String previous(String version) {
        return switch (version) {
            case "0.1.0", "0.2.0" -> "";
            case "0.3.0", "0.3.1", "0.4.0" -> previous(version, "\"version\":\"4\",");
            default -> previous(version, "");
        };
    }

    private static String previous(String version, String family) {
        return """
        {"cniVersion":"%s","interfaces":[{"name":"br0"},{"name":"net1","sandbox":"/x"}],
        "ips":[{%s"interface":1,"address":"192.168.0.2/24","gateway":"192.168.0.1"}],
        "routes":[{"dst":"0.0.0.0/0"}],"dns":{"nameservers":["10.0.0.2"]}}\
        """
                .formatted(version, family);
    }

    /// Host and pod without interface indexes and hardware addresses, which differ from one pod to the next.
    private List<String> kernel() {
        List<String> lines = new ArrayList<>(bench.node.net().state());
        lines.addAll(pod.state());
        return lines.stream()
                .map(line -> line.replaceAll("linkIndex=[0-9]+", "linkIndex=N"))
                .toList();
    }

    private static String withoutMacs(String result) {
        return result.replaceAll("(..:){5}..", "MAC");
    }

    private record Outcome(int exitCode, String stdout) {}

    private Outcome onJvm(TestCall call) throws Exception {
        return bench.node.call(() -> {
            try (JvmOs os = new JvmOs(call)) {
                int exitCode = Plugin.run(os);
                return new Outcome(exitCode, os.stdout());
            }
        });
    }
}
