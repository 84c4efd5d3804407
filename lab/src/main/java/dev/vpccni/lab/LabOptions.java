package dev.vpccni.lab;

import dev.vpccni.lab.scenario.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a lab is built from.
///
/// @param prefix first part of the names of its namespaces; labs of different prefixes stand side by side
/// @param directory where its logs and its state go; emptied at the start and removed at the end
/// @param scenario the VPC, the nodes, and how EC2 behaves
/// @param imdsHopLimit how many hops a metadata reply may travel
/// @param shown directories of the machine that nodes see at the same place, read-only
public record LabOptions(
        String prefix, Path directory, Scenario scenario, int imdsHopLimit, List<Path> shown) {
    public LabOptions {
        shown = List.copyOf(shown);
    }

    /// A lab of this prefix that plays the scenario `calm`, whose nodes see the lab's own JDK and whose files are in
    /// [#directoryOf].
    public static LabOptions named(String prefix) {
        Path jdk = Path.of(System.getProperty("java.home", "/usr"));
        return new LabOptions(prefix, directoryOf(prefix), Scenario.load("calm"), 1, List.of(jdk));
    }

    /// Where the lab of a prefix keeps its files: `$XDG_RUNTIME_DIR/vpc-lab/PREFIX`, else below /run.
    public static Path directoryOf(String prefix) {
        String base = System.getenv("XDG_RUNTIME_DIR");
        return Path.of(base == null || base.isBlank() ? "/run" : base, "vpc-lab", prefix);
    }

    public LabOptions withDirectory(Path changed) {
        return new LabOptions(prefix, changed, scenario, imdsHopLimit, shown);
    }

    public LabOptions withScenario(Scenario changed) {
        return new LabOptions(prefix, directory, changed, imdsHopLimit, shown);
    }

    public LabOptions withImdsHopLimit(int limit) {
        return new LabOptions(prefix, directory, scenario, limit, shown);
    }

    /// The same with one more directory of the machine that nodes see.
    public LabOptions showing(Path added) {
        List<Path> all = new ArrayList<>(shown);
        all.add(added.toAbsolutePath().normalize());
        return new LabOptions(prefix, directory, scenario, imdsHopLimit, all);
    }
}
