package dev.vpccni.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vpccni.inet.IpPrefix;
import dev.vpccni.lab.account.AccountSnapshot;
import dev.vpccni.lab.account.AddressAsk;
import dev.vpccni.lab.account.Fabric;
import dev.vpccni.lab.account.Instance;
import dev.vpccni.lab.account.ManualClock;
import dev.vpccni.lab.account.SubnetView;
import dev.vpccni.lab.ec2.CallFacts;
import dev.vpccni.lab.ec2.CallGate;
import dev.vpccni.lab.http.Pause;
import dev.vpccni.lab.imds.ImdsGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SimulatedAwsTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void buildsTheTopology() {
        SimulatedAws aws =
                aws(
                        """
                        topology:
                          cidrs: [10.0.0.0/16, 100.64.0.0/16]
                          ipv6: 2001:db8::/56
                          subnets:
                            - {name: a, cidr: 10.0.1.0/24, zone: a, occupied: 100}
                            - {name: pods, cidr: 100.64.0.0/20, zone: b}
                          nodes: [{name: n1, address: 10.0.1.10}, {name: n2, subnet: pods}]
                        """);
        AccountSnapshot snapshot = aws.account().snapshot();

        assertThat(aws.vpc().cidrs())
                .containsExactly(IpPrefix.parse("10.0.0.0/16"), IpPrefix.parse("100.64.0.0/16"));
        assertThat(aws.subnets().keySet()).containsExactly("a", "pods");
        assertThat(aws.subnet("pods").ipv6Cidr()).isEqualTo(IpPrefix.parse("2001:db8:0:1::/64"));
        assertThat(snapshot.subnets()).extracting(SubnetView::inUse).containsExactly(101, 1);
        assertThat(snapshot.instances())
                .extracting(Instance::name, i -> i.availabilityZone())
                .containsExactly(tuple("n1", "us-west-2a"), tuple("n2", "us-west-2b"));
        assertThat(snapshot.instances().getFirst().privateIp()).hasToString("10.0.1.10");
    }

    @Test
    void repeatsItselfFromTheSeed() {
        assertThat(story(1)).isEqualTo(story(1));
        assertThat(story(1)).isNotEqualTo(story(2));
    }

    @Test
    void emptiesAndRefillsTokenBuckets() {
        CallGate gate = aws("throttling: {enabled: true}").control().ec2Gate();

        assertThat(passed(gate, "AttachNetworkInterface", false, 60)).isEqualTo(50);
        clock.advance(Duration.ofMillis(199));
        assertThat(passed(gate, "AttachNetworkInterface", false, 1)).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(passed(gate, "AttachNetworkInterface", false, 2)).isEqualTo(1);
        clock.advance(Duration.ofSeconds(4));
        assertThat(passed(gate, "AttachNetworkInterface", false, 60)).isEqualTo(20);
        clock.advance(Duration.ofHours(1));
        assertThat(passed(gate, "AttachNetworkInterface", false, 60)).isEqualTo(50);
    }

    @Test
    void givesEachActionItsBucketAndUnfilteredReadsASmallerOne() {
        CallGate gate = aws("throttling: {enabled: true}").control().ec2Gate();

        assertThat(passed(gate, "CreateNetworkInterface", false, 200)).isEqualTo(100);
        assertThat(passed(gate, "AssignPrivateIpAddresses", false, 200)).isEqualTo(100);
        assertThat(passed(gate, "DetachNetworkInterface", false, 200)).isEqualTo(50);
        assertThat(passed(gate, "DescribeNetworkInterfaces", false, 200)).isEqualTo(100);
        assertThat(passed(gate, "DescribeNetworkInterfaces", true, 200)).isEqualTo(50);
        assertThat(passed(gate, "DescribeSubnets", true, 200)).isEqualTo(100);
    }

    @Test
    void throttlesNothingUnlessTold() {
        assertThat(passed(aws("").control().ec2Gate(), "AttachNetworkInterface", false, 500))
                .isEqualTo(500);
    }

    @Test
    void answersTheErrorOfEachGate() {
        FaultControl control =
                aws("throttling: {buckets: {CreateTags: {burst: 1, perSecond: 1}}}").control();
        CallGate gate = control.ec2Gate();

        passed(gate, "CreateTags", false, 1);
        assertThat(error(gate.admit(facts("CreateTags", null))))
                .isEqualTo("503 RequestLimitExceeded");

        control.deny("CreateTags", true);
        assertThat(
                        error(
                                gate.admit(
                                        new CallFacts(
                                                "CreateNetworkInterface",
                                                Set.of("CreateNetworkInterface", "CreateTags"),
                                                false,
                                                null))))
                .isEqualTo("403 UnauthorizedOperation");
        control.deny("CreateTags", false);
        assertThat(gate.admit(facts("CreateNetworkInterface", null)).before()).isNull();
    }

    @Test
    void firesAFaultAsOftenAsToldAndOnTheNodeTold() {
        SimulatedAws aws =
                aws("faults: [{action: 'Assign*', code: Unavailable, count: 2, node: n2}]");
        List<Instance> nodes = aws.account().snapshot().instances();
        CallGate gate = aws.control().ec2Gate();
        String first = nodes.get(0).id();
        String second = nodes.get(1).id();

        assertThat(gate.admit(facts("AssignPrivateIpAddresses", first)).before()).isNull();
        assertThat(gate.admit(facts("DescribeVpcs", second)).before()).isNull();
        assertThat(error(gate.admit(facts("AssignPrivateIpAddresses", second))))
                .isEqualTo("503 Unavailable");
        assertThat(aws.control().faults())
                .extracting(FaultControl.Active::fired)
                .containsExactly(1);
        assertThat(error(gate.admit(facts("AssignIpv6Addresses", second))))
                .isEqualTo("503 Unavailable");
        assertThat(gate.admit(facts("AssignPrivateIpAddresses", second)).before()).isNull();
        assertThat(aws.control().faults()).isEmpty();
    }

    @Test
    void throwsTheSameDiceForTheSameSeed() {
        List<Boolean> first =
                dice(aws("{seed: 3, faults: [{action: CreateTags, code: X, probability: 0.3}]}"));
        List<Boolean> second =
                dice(aws("{seed: 3, faults: [{action: CreateTags, code: X, probability: 0.3}]}"));

        assertThat(second).isEqualTo(first);
        assertThat(first.stream().filter(fired -> fired).count()).isBetween(40L, 80L);
    }

    @Test
    void drawsLatencyByAction() {
        CallGate gate = aws("latency: {default: 5ms, CreateTags: 70ms}").control().ec2Gate();

        assertThat(gate.admit(facts("DescribeVpcs", null)).latency())
                .isEqualTo(Duration.ofMillis(5));
        assertThat(gate.admit(facts("CreateTags", null)).latency())
                .isEqualTo(Duration.ofMillis(70));
    }

    @Test
    void givesEachNodeItsImdsLag() {
        SimulatedAws aws = aws("consistency: {imds: 2s, describe: 3s}");
        List<Instance> nodes = aws.account().snapshot().instances();
        ImdsGate gate = aws.control().imdsGate();

        aws.control().imdsLag("n2", Duration.ofSeconds(9));

        assertThat(gate.lag(nodes.get(0).id())).isEqualTo(Duration.ofSeconds(2));
        assertThat(gate.lag(nodes.get(1).id())).isEqualTo(Duration.ofSeconds(9));
        assertThat(aws.control().ec2Gate().admit(facts("DescribeVpcs", null)).describeLag())
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void firesFaultsOfImdsByPath() {
        SimulatedAws aws =
                aws("faults: [{action: 'imds:/latest/meta-data/*', httpStatus: 500, delay: 1s}]");
        String node = aws.account().snapshot().instances().getFirst().id();
        ImdsGate gate = aws.control().imdsGate();

        assertThat(gate.admit(node, "/latest/meta-data/mac"))
                .isEqualTo(new ImdsGate.Verdict(Duration.ofSeconds(1), 500, false));
        assertThat(gate.admit(node, "/latest/api/token")).isEqualTo(ImdsGate.Verdict.pass());
    }

    private AccountSnapshot story(long seed) {
        SimulatedAws aws = aws("seed: " + seed);
        String eni = aws.account().snapshot().instances().getFirst().primaryEniId();
        aws.account().ec2().assignPrivateIpAddresses(eni, AddressAsk.addresses(4));
        return aws.account().snapshot();
    }

    private static List<Boolean> dice(SimulatedAws aws) {
        List<Boolean> thrown = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            thrown.add(aws.control().ec2Gate().admit(facts("CreateTags", null)).before() != null);
        }
        return thrown;
    }

    private static long passed(CallGate gate, String action, boolean unfiltered, int calls) {
        long passed = 0;
        for (int i = 0; i < calls; i++) {
            passed +=
                    gate.admit(new CallFacts(action, Set.of(action), unfiltered, null)).before()
                                    == null
                            ? 1
                            : 0;
        }
        return passed;
    }

    private static CallFacts facts(String action, @Nullable String instanceId) {
        return new CallFacts(action, Set.of(action), false, instanceId);
    }

    private static String error(CallGate.Verdict verdict) {
        if (verdict.before() instanceof CallGate.Failure.Refused(var error)) {
            return error.httpStatus() + " " + error.code();
        }
        return "no refusal: " + verdict;
    }

    private SimulatedAws aws(String text) {
        Pause none = duration -> {};
        SimulatedAws aws =
                new SimulatedAws(Scenario.parse("test", text), clock, none, Fabric.none());
        aws.launchAll();
        return aws;
    }
}
