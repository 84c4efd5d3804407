package dev.vpccni.lab.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vpccni.lab.ec2.Ec2Api;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads scenarios, and the parts of them that the control API takes.
final class ScenarioReader {
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(?:-[a-z]+)+-\\d");
    private static final YAMLMapper YAML =
            YAMLMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private ScenarioReader() {}

    /// Errors: ScenarioException for text that is not YAML, and for what breaks a rule.
    static Scenario read(String source, String text) {
        Section root = Section.of(source, tree(source, text, false));
        String region = root.value("region", "us-west-2", ScenarioReader::region);
        Scenario scenario =
                new Scenario(
                        root.value("seed", 1L, ScenarioReader::seed),
                        region,
                        TopologyReader.read(root),
                        allLatencies(root),
                        root.section(
                                "settle",
                                Settling.atOnce(),
                                s ->
                                        new Settling(
                                                s.duration("attach", Duration.ZERO),
                                                s.duration("detach", Duration.ZERO))),
                        root.section(
                                "throttling",
                                Throttling.off(),
                                s -> throttling(s, new Throttling(true, Map.of()))),
                        root.section(
                                "consistency",
                                Consistency.strong(),
                                s ->
                                        new Consistency(
                                                s.duration("describe", Duration.ZERO),
                                                s.duration("imds", Duration.ZERO))),
                        root.section("imds", false, s -> s.flag("versionOne", false)),
                        root.values("denied", ScenarioReader::action),
                        root.sections("faults", FaultReader::read));
        root.end();
        return scenario;
    }

    /// Parses a document; an empty one is an empty object.
    static JsonNode tree(String source, String text, boolean json) {
        try {
            JsonNode tree = (json ? JSON : YAML).readTree(text);
            return tree == null || tree.isMissingNode() || tree.isNull()
                    ? JSON.createObjectNode()
                    : tree;
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null
                            ? ""
                            : " at line "
                                    + e.getLocation().getLineNr()
                                    + ", column "
                                    + e.getLocation().getColumnNr();
            throw new ScenarioException(
                    source
                            + ": not "
                            + (json ? "JSON" : "YAML or JSON")
                            + where
                            + ": "
                            + e.getOriginalMessage());
        }
    }

    /// A latency is one duration, or an object with `min`, `median` and `p99`.
    private static Latency latency(Section section, String key) {
        if (!section.isObject(key)) {
            return section.required(key, text -> Latency.fixed(Durations.parse(text)));
        }
        return section.section(key, Latency.none(), ScenarioReader::distribution);
    }

    /// The latencies by action, [Scenario#DEFAULT] among them if it is given.
    static Map<String, Latency> latencies(Section section) {
        return section.entries((s, key) -> {
            if (!key.equals(Scenario.DEFAULT)) {
                action(s, key);
            }
            return latency(s, key);
        });
    }

    private static Latency distribution(Section section) {
        Duration median = section.required("median", Durations::parse);
        Duration min = section.duration("min", Duration.ZERO);
        Duration p99 = section.duration("p99", median);
        try {
            return new Latency(min, median, p99);
        } catch (IllegalArgumentException wrong) {
            throw section.complaint("median", String.valueOf(wrong.getMessage()));
        }
    }

    /// Reads `enabled` and `buckets` over the limits that hold already.
    static Throttling throttling(Section section, Throttling before) {
        Throttling changed = before.withEnabled(section.flag("enabled", before.enabled()));
        Map<String, Bucket> buckets =
                section.section(
                        "buckets",
                        Map.of(),
                        all ->
                                all.entries((s, key) -> {
                                    action(s, key);
                                    return s.section(key, new Bucket(1, 1), ScenarioReader::bucket);
                                }));
        for (Map.Entry<String, Bucket> entry : buckets.entrySet()) {
            changed = changed.withOverride(entry.getKey(), entry.getValue());
        }
        return changed;
    }

    /// The name of an EC2 action. Errors: IllegalArgumentException.
    static String action(String name) {
        if (!Ec2Api.actionNames().contains(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' is none of the actions " + Ec2Api.actionNames());
        }
        return name;
    }

    private static void action(Section section, String key) {
        try {
            action(key);
        } catch (IllegalArgumentException wrong) {
            throw section.complaint(key, String.valueOf(wrong.getMessage()));
        }
    }

    private static Bucket bucket(Section section) {
        return new Bucket(
                section.number("burst", 1, 1, 1_000_000),
                section.decimal("perSecond", 1, 0.001, 1_000_000));
    }

    private static Latencies allLatencies(Section root) {
        if (!root.has("latency")) {
            return Latencies.none();
        }
        if (!root.isObject("latency")) {
            return new Latencies(latency(root, "latency"), Map.of());
        }
        return root.section(
                "latency",
                Latencies.none(),
                section -> {
                    Map<String, Latency> all = new HashMap<>(latencies(section));
                    Latency fallback = all.remove(Scenario.DEFAULT);
                    return new Latencies(fallback == null ? Latency.none() : fallback, all);
                });
    }

    private static long seed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number");
        }
    }

    private static String region(String text) {
        if (!REGION.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not the name of a region, as us-west-2 is");
        }
        return text;
    }
}
