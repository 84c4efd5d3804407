package dev.vpccni.lab.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a run of the lab plays from its start. The same scenario with the same calls gives the same ids, addresses,
/// latencies and faults.
///
/// Shape of a file: YAML or JSON with the keys `seed`, `region`, `topology`, `latency`, `settle`, `throttling`,
/// `consistency`, `imds`, `denied` and `faults`, each optional; the files beside this class show them in use.
public record Scenario(
        long seed,
        String region,
        Topology topology,
        Latencies latencies,
        Settling settling,
        Throttling throttling,
        Consistency consistency,
        boolean imdsVersionOne,
        List<String> denied,
        List<Fault> faults) {
    /// The name that stands for all actions, or all nodes, that have no entry of their own.
    public static final String DEFAULT = "default";

    /// The scenarios that are packed with the lab.
    public static final List<String> NAMES = List.of("calm", "realistic", "throttled", "flaky");

    public Scenario {
        denied = List.copyOf(denied);
        faults = List.copyOf(faults);
    }

    /// Two nodes in two zones; EC2 answers at once and never fails.
    public static Scenario calm() {
        return ScenarioReader.read("calm", "{}");
    }

    /// Reads a scenario by the name of a packed one, else from a file.
    ///
    /// Errors: ScenarioException that names file, path and rule.
    public static Scenario load(String nameOrFile) {
        return NAMES.contains(nameOrFile) ? packed(nameOrFile) : load(Path.of(nameOrFile));
    }

    /// Reads a scenario from a YAML or JSON file. Errors: ScenarioException.
    public static Scenario load(Path file) {
        try {
            return ScenarioReader.read(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new ScenarioException(
                    "read the scenario "
                            + file
                            + ": "
                            + e
                            + "; give a readable file or one of "
                            + String.join(", ", NAMES));
        }
    }

    /// Reads a scenario from text. Shape: `source` is its name in messages. Errors: ScenarioException.
    public static Scenario parse(String source, String text) {
        return ScenarioReader.read(source, text);
    }

    public Scenario withNodes(int count) {
        return new Scenario(
                seed,
                region,
                topology.withNodes(count),
                latencies,
                settling,
                throttling,
                consistency,
                imdsVersionOne,
                denied,
                faults);
    }

    private static Scenario packed(String name) {
        String file = name + ".yaml";
        try (InputStream in = Scenario.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not packed beside " + Scenario.class);
            }
            return ScenarioReader.read(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ScenarioException("read the packed scenario " + file + ": " + e);
        }
    }
}
