package dev.vpccni.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioTest {
    @Test
    void isTwoNodesInTwoZonesUnlessTold() {
        Scenario scenario = Scenario.parse("empty", "");

        assertThat(scenario)
                .isEqualTo(
                        new Scenario(
                                1,
                                "us-west-2",
                                new Topology(
                                        List.of(IpPrefix.parse("10.0.0.0/16")),
                                        null,
                                        List.of(
                                                new SubnetSpec(
                                                        "a", IpPrefix.parse("10.0.1.0/24"), "a", 0),
                                                new SubnetSpec(
                                                        "b",
                                                        IpPrefix.parse("10.0.2.0/24"),
                                                        "b",
                                                        0)),
                                        "m5.large",
                                        List.of(
                                                new NodeSpec("n1", "a", "m5.large", null),
                                                new NodeSpec("n2", "b", "m5.large", null))),
                                Latencies.none(),
                                Settling.atOnce(),
                                Throttling.off(),
                                Consistency.strong(),
                                false,
                                List.of(),
                                List.of()));
        assertThat(Scenario.calm()).isEqualTo(scenario);
        assertThat(Scenario.load("calm")).isEqualTo(scenario);
    }

    @Test
    void readsEveryKey() {
        Scenario scenario =
                Scenario.parse(
                        "full",
                        """
                        seed: -9
                        region: eu-central-1
                        topology:
                          cidrs: [10.8.0.0/16, 100.64.0.0/16]
                          ipv6: 2001:db8::/56
                          instanceType: c5.xlarge
                          subnets:
                            - {name: small, cidr: 10.8.0.0/28, zone: c, occupied: 5}
                          nodes:
                            - {name: first, address: 10.8.0.9}
                            - {name: second, subnet: small, type: t3.small}
                        latency:
                          default: 1.5ms
                          CreateTags: {min: 10ms, median: 20ms, p99: 100ms}
                        settle: {attach: 1s, detach: 2m}
                        throttling:
                          buckets:
                            CreateTags: {burst: 3, perSecond: 0.5}
                        consistency: {describe: 1s, imds: 2s}
                        imds: {versionOne: true}
                        denied: [CreateTags]
                        faults:
                          - {action: "Assign*", code: InternalError, when: after, probability: 0.25, count: 3, node: first}
                          - {action: "imds:/latest/*", httpStatus: 503}
                          - {action: CreateTags, drop: true, delay: 5s}
                          - {action: DescribeVpcs, delay: 30s}
                        """);

        assertThat(scenario)
                .isEqualTo(
                        new Scenario(
                                -9,
                                "eu-central-1",
                                new Topology(
                                        List.of(
                                                IpPrefix.parse("10.8.0.0/16"),
                                                IpPrefix.parse("100.64.0.0/16")),
                                        IpPrefix.parse("2001:db8::/56"),
                                        List.of(
                                                new SubnetSpec(
                                                        "small",
                                                        IpPrefix.parse("10.8.0.0/28"),
                                                        "c",
                                                        5)),
                                        "c5.xlarge",
                                        List.of(
                                                new NodeSpec(
                                                        "first",
                                                        "small",
                                                        "c5.xlarge",
                                                        IpAddress.parse("10.8.0.9")),
                                                new NodeSpec("second", "small", "t3.small", null))),
                                new Latencies(
                                        Latency.fixed(Duration.ofNanos(1_500_000)),
                                        Map.of(
                                                "CreateTags",
                                                new Latency(
                                                        Duration.ofMillis(10),
                                                        Duration.ofMillis(20),
                                                        Duration.ofMillis(100)))),
                                new Settling(Duration.ofSeconds(1), Duration.ofMinutes(2)),
                                new Throttling(true, Map.of("CreateTags", new Bucket(3, 0.5))),
                                new Consistency(Duration.ofSeconds(1), Duration.ofSeconds(2)),
                                true,
                                List.of("CreateTags"),
                                List.of(
                                        new Fault(
                                                "Assign*",
                                                "first",
                                                0.25,
                                                3,
                                                Duration.ZERO,
                                                new Fault.Effect.Refuse(
                                                        "InternalError",
                                                        500,
                                                        "The lab was told to answer InternalError.",
                                                        true)),
                                        new Fault(
                                                "imds:/latest/*",
                                                null,
                                                1,
                                                0,
                                                Duration.ZERO,
                                                new Fault.Effect.Refuse("", 503, "", false)),
                                        new Fault(
                                                "CreateTags",
                                                null,
                                                1,
                                                0,
                                                Duration.ofSeconds(5),
                                                new Fault.Effect.Drop(false)),
                                        new Fault(
                                                "DescribeVpcs",
                                                null,
                                                1,
                                                0,
                                                Duration.ofSeconds(30),
                                                new Fault.Effect.Slow()))));
    }

    @Test
    void readsJsonToo(@TempDir Path directory) throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("s.json"), "{\"seed\": 4, \"topology\": {\"nodes\": 3}}");

        Scenario scenario = Scenario.load(file.toString());

        assertThat(scenario.seed()).isEqualTo(4);
        assertThat(scenario.topology().nodes())
                .extracting(NodeSpec::name, NodeSpec::subnet)
                .containsExactly(tuple("n1", "a"), tuple("n2", "b"), tuple("n3", "a"));
    }

    static final List<String> packed = Scenario.NAMES;

    @ParameterizedTest
    @FieldSource("packed")
    void packsScenariosThatAreRight(String name) {
        assertThat(Scenario.load(name).topology().nodes()).hasSize(2);
    }

    record Wrong(String text, String complaint) {}

    static List<Wrong> wrong() {
        return List.of(
                new Wrong("sed: 1", "s.yaml: the document has the unknown key 'sed'; known here: "),
                new Wrong("seed: many", "s.yaml: /seed: 'many' is not a whole number"),
                new Wrong("seed: [1]", "s.yaml: /seed: must be a single value, not [1]"),
                new Wrong("- 1", "s.yaml: the document must be an object of keys and values"),
                new Wrong("seed: 1\nseed: 2", "s.yaml: not YAML or JSON at line 2"),
                new Wrong("seed: {", "s.yaml: not YAML or JSON at line"),
                new Wrong("region: here", "/region: 'here' is not the name of a region"),
                new Wrong("topology: {nodes: 501}", "/topology/nodes: 501 is not within 0 to 500"),
                new Wrong(
                        "topology: {cidrs: [10.0.0.1/16]}",
                        "/topology/cidrs/0: 10.0.0.1/16 has host bits set"),
                new Wrong(
                        "topology: {cidrs: [10.0.0.0/8]}",
                        "/topology/cidrs/0: 10.0.0.0/8 is not an IPv4 block"),
                new Wrong("topology: {cidrs: []}", "/topology/cidrs: a VPC has at least one block"),
                new Wrong("topology: {cidrs: 10.0.0.0/16}", "/topology/cidrs: must be a list"),
                new Wrong(
                        "topology: {ipv6: 10.0.0.0/16}",
                        "/topology/ipv6: 10.0.0.0/16 is not an IPv6 /56"),
                new Wrong(
                        "topology: {instanceType: m9.huge}",
                        "/topology/instanceType: 'm9.huge' is none of"),
                new Wrong(
                        "topology: {subnets: []}",
                        "/topology/subnets: there is no place for nodes"),
                new Wrong(
                        subnet("{name: a, cidr: 10.0.1.0/24}"),
                        "/topology/subnets/0/zone: is missing"),
                new Wrong(
                        subnet("{name: a, cidr: 10.0.1.0/24, zone: us-west-2a}"),
                        "/topology/subnets/0/zone: 'us-w"),
                new Wrong(
                        subnet("{name: A B, cidr: 10.0.1.0/24, zone: a}"),
                        "/topology/subnets/0/name: 'A B' is not"),
                new Wrong(
                        subnet("{name: a, cidr: 10.9.1.0/24, zone: a}"),
                        "/subnets/0/cidr: 10.9.1.0/24 lies in no"),
                new Wrong(
                        subnet("{name: a, cidr: 10.0.1.0/29, zone: a}"),
                        "/subnets/0/cidr: 10.0.1.0/29 is smaller"),
                new Wrong(
                        subnet("{name: a, cidr: 10.0.1.0/28, zone: a, occupied: 12}"),
                        "/topology/subnets/0/occupied: 12 is more than the 11 addresses of 10.0.1.0/28"),
                new Wrong(
                        subnet(
                                "{name: a, cidr: 10.0.1.0/24, zone: a}, {name: a, cidr: 10.0.2.0/24, zone: a}"),
                        "/topology/subnets/1/name: 'a' is the name of another subnet too"),
                new Wrong(
                        subnet(
                                "{name: a, cidr: 10.0.1.0/24, zone: a}, {name: b, cidr: 10.0.1.0/28, zone: a}"),
                        "/topology/subnets/1/cidr: 10.0.1.0/28 overlaps the subnet a 10.0.1.0/24"),
                new Wrong(
                        "topology: {nodes: [{name: x, subnet: q}]}",
                        "/topology/nodes/0/subnet: 'q' is none of"),
                new Wrong(
                        "topology: {nodes: [{name: x}, {name: x}]}",
                        "/topology/nodes/1/name: 'x' is the name of another node too"),
                new Wrong(
                        "topology: {nodes: [{name: x, address: 10.0.2.9}]}",
                        "/topology/nodes/0/address: 10.0.2.9 lies outside the subnet a"),
                new Wrong(
                        "latency: fast",
                        "/latency: 'fast' is not a duration; write a number and us, ms, s, m or h"),
                new Wrong(
                        "latency: {CreateTag: 1s}",
                        "/latency/CreateTag: 'CreateTag' is none of the actions"),
                new Wrong("latency: {default: {min: 1s}}", "/latency/default/median: is missing"),
                new Wrong(
                        "latency: {default: {median: 2s, p99: 1s}}",
                        "/latency/default/median: a latency needs 0 <= min <= median <= p99"),
                new Wrong(
                        "throttling: {enabled: maybe}",
                        "/throttling/enabled: 'maybe' is neither true nor false"),
                new Wrong(
                        "throttling: {buckets: {CreateTags: {burst: 0}}}",
                        "/throttling/buckets/CreateTags/burst: 0 is not within 1 to 1000000"),
                new Wrong("denied: [Sleep]", "/denied/0: 'Sleep' is none of the actions"),
                new Wrong(fault("{code: X}"), "/faults/0/action: is missing"),
                new Wrong(
                        fault("{action: CreateTags}"), "/faults/0/action: the fault needs a code"),
                new Wrong(
                        fault("{action: Create, code: X}"),
                        "/faults/0/action: 'Create' matches none of"),
                new Wrong(
                        fault("{action: CreateTags, code: X, drop: true}"),
                        "/faults/0/drop: a fault either"),
                new Wrong(
                        fault("{action: CreateTags, httpStatus: 500}"),
                        "/faults/0/httpStatus: a fault of EC2 needs"),
                new Wrong(
                        fault("{action: 'imds:/x', code: X}"),
                        "/faults/0/action: a fault of IMDS has"),
                new Wrong(
                        fault("{action: CreateTags, code: X, probability: 2}"),
                        "/faults/0/probability: 2 is not"),
                new Wrong(
                        fault("{action: CreateTags, code: X, when: now}"),
                        "/faults/0/when: 'now' is neither"),
                new Wrong(
                        fault("{action: CreateTags, code: X, colour: red}"),
                        "/faults/0 has the unknown key 'colour'"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void saysWhichRuleIsBroken(Wrong wrong) {
        assertThatThrownBy(() -> Scenario.parse("s.yaml", wrong.text()))
                .isInstanceOf(ScenarioException.class)
                .hasMessageStartingWith("s.yaml: ")
                .hasMessageContaining(wrong.complaint());
    }

    @Test
    void saysWhichFileCannotBeRead() {
        assertThatThrownBy(() -> Scenario.load("no/such.yaml"))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("no/such.yaml")
                .hasMessageContaining("calm, realistic, throttled, flaky");
    }

    private static String subnet(String items) {
        return "topology: {subnets: [" + items + "]}";
    }

    private static String fault(String item) {
        return "faults: [" + item + "]";
    }
}
