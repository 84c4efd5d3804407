package dev.vpccni.lab.scenario;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.lab.account.Account;
import dev.vpccni.lab.account.AccountSettings;
import dev.vpccni.lab.account.Fabric;
import dev.vpccni.lab.account.Instance;
import dev.vpccni.lab.account.LaunchSpec;
import dev.vpccni.lab.account.Subnet;
import dev.vpccni.lab.account.Vpc;
import dev.vpccni.lab.ec2.Ec2Api;
import dev.vpccni.lab.http.Pause;
import dev.vpccni.lab.imds.ImdsApi;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The AWS side of the lab for one scenario: the account with its VPC and subnets, and the three services on it.
///
/// Nodes are launched one by one with [#launch], so that the lab can prepare a place for each; nothing listens until
/// the services are given to a server.
public final class SimulatedAws {
    private final Scenario scenario;
    private final Account account;
    private final Vpc vpc;
    private final Map<String, Subnet> subnets = new LinkedHashMap<>();
    private final FaultControl control;
    private final Ec2Api ec2;
    private final ImdsApi imds;

    public SimulatedAws(Scenario scenario, InstantSource clock, Pause pause, Fabric fabric) {
        this.scenario = scenario;
        SplittableRandom random = new SplittableRandom(scenario.seed());
        AccountSettings settings =
                new AccountSettings(
                        AccountSettings.defaults().accountId(),
                        scenario.region(),
                        scenario.settling().attach(),
                        scenario.settling().detach());
        this.account = new Account(settings, clock, random.split(), fabric);
        this.vpc = createVpc(scenario.topology());
        this.control = new FaultControl(account, scenario, clock);
        this.ec2 = new Ec2Api(account, control.ec2Gate(), clock, pause, random.split());
        this.imds =
                ImdsApi.of(account, clock, random.split())
                        .gate(control.imdsGate())
                        .pause(pause)
                        .allowVersionOne(scenario.imdsVersionOne())
                        .build();
    }

    public Scenario scenario() {
        return scenario;
    }

    public Account account() {
        return account;
    }

    /// The VPC as it was made.
    public Vpc vpc() {
        return vpc;
    }

    /// The subnets by their names in the scenario, in its order.
    public Map<String, Subnet> subnets() {
        return Collections.unmodifiableMap(subnets);
    }

    /// The subnet with this name in the scenario. Errors: IllegalArgumentException.
    public Subnet subnet(String name) {
        Subnet subnet = subnets.get(name);
        if (subnet == null) {
            throw new IllegalArgumentException(
                    "'" + name + "' is none of the subnets " + subnets.keySet());
        }
        return subnet;
    }

    /// Launches one node of the scenario, or another one in its subnets.
    ///
    /// Errors: IllegalArgumentException for an unknown subnet, Ec2Exception as EC2 refuses.
    public Instance launch(NodeSpec node) {
        LaunchSpec spec = LaunchSpec.of(node.name(), node.type(), subnet(node.subnet()).id());
        IpAddress address = node.address();
        return account.launchInstance(address == null ? spec : spec.withPrimary(address));
    }

    /// Launches all nodes of the scenario.
    public List<Instance> launchAll() {
        return scenario.topology().nodes().stream().map(this::launch).toList();
    }

    /// Changes what EC2 and IMDS do to their callers.
    public FaultControl control() {
        return control;
    }

    /// The EC2 API, for [dev.vpccni.lab.ec2.Ec2Server].
    public Ec2Api ec2() {
        return ec2;
    }

    /// The metadata service of all nodes, for [dev.vpccni.lab.imds.ImdsServer].
    public ImdsApi imds() {
        return imds;
    }

    /// The control API, for [dev.vpccni.lab.http.HttpListener].
    public ControlApi controlApi() {
        return new ControlApi(account, control);
    }

    private Vpc createVpc(Topology topology) {
        Vpc made = account.createVpc(topology.cidrs().getFirst(), topology.ipv6());
        topology.cidrs().stream().skip(1).forEach(cidr -> account.addVpcCidr(made.id(), cidr));
        int index = 0;
        for (SubnetSpec spec : topology.subnets()) {
            IpPrefix ipv6 = subnetOf(topology.ipv6(), index++);
            Subnet subnet =
                    account.createSubnet(
                            made.id(), spec.cidr(), scenario.region() + spec.zone(), ipv6);
            account.occupy(subnet.id(), spec.occupied());
            subnets.put(spec.name(), subnet);
        }
        return account.vpc(made.id()).orElseThrow();
    }

    /// The /64 with this number in a VPC's /56.
    private static @Nullable IpPrefix subnetOf(@Nullable IpPrefix vpc, int index) {
        if (vpc == null) {
            return null;
        }
        byte[] bytes = vpc.address().bytes();
        bytes[7] = (byte) index;
        return new IpPrefix(IpAddress.of(bytes), 64);
    }
}
