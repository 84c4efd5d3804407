package dev.vpccni.lab.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccountTest {
    private final ManualClock clock = new ManualClock();
    private final RecordingFabric fabric = new RecordingFabric();
    private final Account account = account(7);
    private final Vpc vpc = account.createVpc(IpPrefix.parse("10.0.0.0/16"));
    private final Subnet subnet =
            account.createSubnet(vpc.id(), IpPrefix.parse("10.0.1.0/24"), "us-west-2a");
    private final Ec2Calls ec2 = account.ec2();

    @Test
    void launchesAnInstanceWithItsPrimaryInterface() {
        Instance node = account.launchInstance(LaunchSpec.of("n1", "m5.large", subnet.id()));

        NetworkInterface eni = account.snapshot().enisOf(node.id()).getFirst();
        assertThat(node.privateIp()).isEqualTo(eni.addresses().primary());
        assertThat(node.availabilityZone()).isEqualTo("us-west-2a");
        assertThat(eni.attachment())
                .isEqualTo(
                        new Attachment(
                                eni.attached().orElseThrow().id(),
                                node.id(),
                                0,
                                0,
                                true,
                                Attachment.Status.ATTACHED,
                                clock.instant()));
        assertThat(fabric.events()).containsExactly("launched n1", "attach index 0 with 1 entries");
    }

    @Test
    void tellsTheFabricOfEveryAddressInOrder() {
        Instance node = account.launchInstance(LaunchSpec.of("n1", "m5.large", subnet.id()));
        NetworkInterface eni =
                ec2.createNetworkInterface(
                        CreateEni.in(subnet.id()).withIpv4(AddressAsk.addresses(2)), "test");
        fabric.forget();

        Attachment attachment =
                ec2.attachNetworkInterface(new AttachEni(eni.id(), node.id(), 1, 0));
        Grant addresses = ec2.assignPrivateIpAddresses(eni.id(), AddressAsk.addresses(2));
        Grant prefixes = ec2.assignPrivateIpAddresses(eni.id(), AddressAsk.prefixes(1));
        ec2.modifyNetworkInterfaceAttribute(eni.id(), new EniChange.SourceDestCheck(false));
        ec2.unassignPrivateIpAddresses(eni.id(), addresses);
        ec2.detachNetworkInterface(attachment.id());
        ec2.deleteNetworkInterface(eni.id());

        IpAddress first = addresses.ipv4().get(0);
        IpAddress second = addresses.ipv4().get(1);
        assertThat(fabric.events())
                .containsExactly(
                        "attach index 1 with 3 entries",
                        "assign " + first + "/32",
                        "assign " + second + "/32",
                        "assign " + prefixes.prefixes().getFirst(),
                        "check false",
                        "unassign " + first + "/32",
                        "unassign " + second + "/32",
                        "detach");
    }

    @Test
    void tellsTheFabricNothingOfInterfacesThatAreNotAttached() {
        NetworkInterface eni = ec2.createNetworkInterface(CreateEni.in(subnet.id()), "test");

        Grant granted = ec2.assignPrivateIpAddresses(eni.id(), AddressAsk.addresses(3));
        ec2.unassignPrivateIpAddresses(eni.id(), granted);
        ec2.deleteNetworkInterface(eni.id());

        assertThat(fabric.events()).isEmpty();
    }

    @Test
    void keepsItsStateWhenTheFabricFails() {
        Instance node = account.launchInstance(LaunchSpec.of("n1", "m5.large", subnet.id()));
        AccountSnapshot before = account.snapshot();
        fabric.forget();
        List<IpAddress> wanted =
                List.of(
                        IpAddress.parse("10.0.1.100"),
                        IpAddress.parse("10.0.1.101"),
                        IpAddress.parse("10.0.1.102"));
        fabric.failOn("assign 10.0.1.102/32");

        assertThatThrownBy(() ->
                        ec2.assignPrivateIpAddresses(
                                node.primaryEniId(), AddressAsk.addresses(wanted)))
                .isInstanceOf(IllegalStateException.class);

        assertThat(account.snapshot()).isEqualTo(before);
        assertThat(fabric.events())
                .containsExactly(
                        "assign 10.0.1.100/32",
                        "assign 10.0.1.101/32",
                        "unassign 10.0.1.101/32",
                        "unassign 10.0.1.100/32");
    }

    @Test
    void givesAllAddressesBackWhenALaunchFails() {
        fabric.failOn("attach index 0 with 1 entries");

        assertThatThrownBy(
                        () -> account.launchInstance(LaunchSpec.of("n1", "m5.large", subnet.id())))
                .isInstanceOf(IllegalStateException.class);

        assertThat(account.snapshot().enis()).isEmpty();
        assertThat(available()).isEqualTo(251);
    }

    @Test
    void deletesOnTerminationOnlyWhatIsMarkedSo() {
        Instance node = account.launchInstance(LaunchSpec.of("n1", "m5.large", subnet.id()));
        NetworkInterface kept = ec2.createNetworkInterface(CreateEni.in(subnet.id()), "test");
        NetworkInterface marked = ec2.createNetworkInterface(CreateEni.in(subnet.id()), "test");
        ec2.attachNetworkInterface(new AttachEni(kept.id(), node.id(), 1, 0));
        Attachment second = ec2.attachNetworkInterface(new AttachEni(marked.id(), node.id(), 2, 0));
        ec2.modifyNetworkInterfaceAttribute(
                marked.id(), new EniChange.DeleteOnTermination(second.id(), true));

        account.terminateInstance(node.id());

        AccountSnapshot after = account.snapshot();
        assertThat(after.instances()).isEmpty();
        assertThat(after.enis()).extracting(NetworkInterface::id).containsExactly(kept.id());
        assertThat(after.enis().getFirst().status()).isEqualTo("available");
        assertThat(fabric.events()).endsWith("detach", "detach", "detach", "terminated");
    }

    @Test
    void staysInUseUntilADetachmentSettles() {
        account.settle(Duration.ofSeconds(1), Duration.ofSeconds(2));
        Instance node = account.launchInstance(LaunchSpec.of("n1", "m5.large", subnet.id()));
        NetworkInterface eni = ec2.createNetworkInterface(CreateEni.in(subnet.id()), "test");
        Attachment attachment =
                ec2.attachNetworkInterface(new AttachEni(eni.id(), node.id(), 1, 0));
        assertThat(status(eni.id())).isEqualTo(Attachment.Status.ATTACHING);

        clock.advance(Duration.ofSeconds(1));
        assertThat(status(eni.id())).isEqualTo(Attachment.Status.ATTACHED);

        ec2.detachNetworkInterface(attachment.id());
        assertThat(status(eni.id())).isEqualTo(Attachment.Status.DETACHING);
        assertThatThrownBy(() -> ec2.deleteNetworkInterface(eni.id()))
                .hasMessage("Network interface '" + eni.id() + "' is currently in use.");
        assertThatThrownBy(() -> ec2.detachNetworkInterface(attachment.id()))
                .extracting("code")
                .isEqualTo("IncorrectState");

        clock.advance(Duration.ofSeconds(2));
        ec2.deleteNetworkInterface(eni.id());
        assertThat(account.snapshot().enis()).hasSize(1);
    }

    @Test
    void showsThePastToAReaderThatAsksForIt() {
        Instant before = clock.instant();
        Instance node = account.launchInstance(LaunchSpec.of("n1", "m5.large", subnet.id()));
        clock.advance(Duration.ofSeconds(1));
        NetworkInterface eni = ec2.createNetworkInterface(CreateEni.in(subnet.id()), "test");
        Instant created = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        ec2.deleteNetworkInterface(eni.id());

        assertThat(ids(before)).containsExactly(node.primaryEniId());
        assertThat(ids(created)).containsExactly(node.primaryEniId(), eni.id());
        assertThat(ids(clock.instant())).containsExactly(node.primaryEniId());
        assertThat(ids(before.minusMillis(1))).isEmpty();
        assertThat(ec2.describeSubnets(Query.all(created)).items().getFirst().available())
                .isEqualTo(249);
    }

    @Test
    void forgetsWhatIsOlderThanAnyReaderAsks() {
        NetworkInterface eni = ec2.createNetworkInterface(CreateEni.in(subnet.id()), "test");
        Instant created = clock.instant();
        ec2.deleteNetworkInterface(eni.id());
        clock.advance(Duration.ofMinutes(11));
        ec2.deleteNetworkInterface(
                ec2.createNetworkInterface(CreateEni.in(subnet.id()), "test").id());

        assertThat(ids(created)).isEmpty();
    }

    @Test
    void makesOneInterfaceForOneClientToken() {
        CreateEni request = CreateEni.in(subnet.id()).withClientToken("once");

        NetworkInterface first = ec2.createNetworkInterface(request, "test");
        NetworkInterface again = ec2.createNetworkInterface(request, "test");

        assertThat(again).isEqualTo(first);
        assertThat(account.snapshot().enis()).hasSize(1);
        assertThatThrownBy(
                        () -> ec2.createNetworkInterface(request.withDescription("other"), "test"))
                .extracting("code")
                .isEqualTo("IdempotentParameterMismatch");
    }

    @Test
    void runsOutOfPrefixesLongBeforeItRunsOutOfAddresses() {
        account.occupy(subnet.id(), 120);
        NetworkInterface eni = ec2.createNetworkInterface(CreateEni.in(subnet.id()), "test");

        assertThat(available()).isEqualTo(251 - 121);
        assertThat(account.freeBlocks(subnet.id())).isZero();
        assertThatThrownBy(() -> ec2.assignPrivateIpAddresses(eni.id(), AddressAsk.prefixes(1)))
                .extracting("code")
                .isEqualTo("InsufficientCidrBlocks");
        assertThat(ec2.assignPrivateIpAddresses(eni.id(), AddressAsk.addresses(10)).ipv4())
                .hasSize(10);
    }

    @Test
    void takesNothingWhenACreationCannotBeServedWhole() {
        account.occupy(subnet.id(), 245);

        assertThatThrownBy(() ->
                        ec2.createNetworkInterface(
                                CreateEni.in(subnet.id()).withIpv4(AddressAsk.addresses(6)),
                                "test"))
                .extracting("code")
                .isEqualTo("InsufficientFreeAddressesInSubnet");

        assertThat(available()).isEqualTo(6);
    }

    @Test
    void knowsWhoOwnsAnAddress() {
        Instance node = account.launchInstance(LaunchSpec.of("n1", "m5.large", subnet.id()));
        IpPrefix prefix =
                ec2.assignPrivateIpAddresses(node.primaryEniId(), AddressAsk.prefixes(1))
                        .prefixes()
                        .getFirst();

        assertThat(account.instanceOwning(node.privateIp())).contains(node.id());
        assertThat(account.instanceOwning(prefix.address().plus(15))).contains(node.id());
        assertThat(account.instanceOwning(IpAddress.parse("192.0.2.1"))).isEmpty();
    }

    @Test
    void givesNoAddressTwiceToCallersInParallel() throws Exception {
        List<Callable<@Nullable Void>> nodes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int number = i;
            nodes.add(() -> churn(number));
        }

        try (ExecutorService workers = Executors.newFixedThreadPool(8)) {
            for (Future<@Nullable Void> done : workers.invokeAll(nodes)) {
                done.get();
            }
        }

        List<IpAddress> all = new ArrayList<>();
        for (NetworkInterface eni : account.snapshot().enis()) {
            all.add(eni.addresses().primary());
            all.addAll(eni.addresses().secondary());
        }
        assertThat(all).doesNotHaveDuplicates();
        assertThat(available()).isEqualTo(251 - all.size());
        assertThat(assignedByFabric()).isEqualTo(all.size() - 8);
    }

    @Test
    void letsAFabricReadTheAccountWhileTimeStandsStill() {
        List<Integer> seen = new ArrayList<>();
        List<Account> reading = new ArrayList<>();
        Fabric slow =
                new Fabric() {
                    @Override
                    public void attach(FabricEni eni) {
                        seen.add(reading.getFirst().snapshot().enis().size());
                    }

                    @Override
                    public void detach(String eniId) {}

                    @Override
                    public void assign(String eniId, IpPrefix prefix) {
                        clock.advance(Duration.ofSeconds(5));
                        seen.add(reading.getFirst().snapshot().enis().size());
                    }

                    @Override
                    public void unassign(String eniId, IpPrefix prefix) {}
                };
        Account read =
                new Account(AccountSettings.defaults(), clock, new SplittableRandom(1), slow);
        reading.add(read);
        read.settle(Duration.ofSeconds(1), Duration.ZERO);
        Vpc network = read.createVpc(IpPrefix.parse("10.0.0.0/16"));
        Subnet place = read.createSubnet(network.id(), IpPrefix.parse("10.0.1.0/24"), "us-west-2a");
        Instance node = read.launchInstance(LaunchSpec.of("n1", "m5.large", place.id()));
        NetworkInterface eni = read.ec2().createNetworkInterface(CreateEni.in(place.id()), "test");
        read.ec2().attachNetworkInterface(new AttachEni(eni.id(), node.id(), 1, 0));

        read.ec2().assignPrivateIpAddresses(eni.id(), AddressAsk.addresses(1));

        assertThat(seen).containsExactly(1, 2, 2);
        NetworkInterface after = read.snapshot().enis().getLast();
        assertThat(after.attached().orElseThrow().status()).isEqualTo(Attachment.Status.ATTACHED);
        assertThat(after.addresses().secondary()).hasSize(1);
    }

    @Test
    void repeatsItselfFromTheSeed() {
        assertThat(story(42)).isEqualTo(story(42));
        assertThat(story(42)).isNotEqualTo(story(43));
    }

    @Test
    void refusesSubnetsThatEc2WouldRefuse() {
        assertThatThrownBy(() ->
                        account.createSubnet(vpc.id(), IpPrefix.parse("10.1.0.0/24"), "us-west-2a"))
                .extracting("code")
                .isEqualTo("InvalidSubnet.Range");
        assertThatThrownBy(() ->
                        account.createSubnet(vpc.id(), IpPrefix.parse("10.0.1.0/28"), "us-west-2a"))
                .extracting("code")
                .isEqualTo("InvalidSubnet.Conflict");
    }

    private @Nullable Void churn(int number) {
        SplittableRandom dice = new SplittableRandom(number);
        Instance node =
                account.launchInstance(LaunchSpec.of("n" + number, "m5.2xlarge", subnet.id()));
        List<IpAddress> own = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            if (own.size() < 10 && dice.nextBoolean()) {
                own.addAll(
                        ec2.assignPrivateIpAddresses(node.primaryEniId(), AddressAsk.addresses(2))
                                .ipv4());
            } else if (!own.isEmpty()) {
                List<IpAddress> gone = List.of(own.removeFirst());
                ec2.unassignPrivateIpAddresses(node.primaryEniId(), Grant.ofIpv4(gone, List.of()));
            }
        }
        return null;
    }

    private long assignedByFabric() {
        return fabric.events().stream()
                .mapToLong(event ->
                        event.startsWith("assign ") ? 1 : event.startsWith("unassign ") ? -1 : 0)
                .sum();
    }

    private AccountSnapshot story(long seed) {
        Account told = account(seed);
        Vpc network = told.createVpc(IpPrefix.parse("10.0.0.0/16"));
        Subnet place = told.createSubnet(network.id(), IpPrefix.parse("10.0.1.0/24"), "us-west-2a");
        Instance node = told.launchInstance(LaunchSpec.of("n1", "m5.large", place.id()));
        NetworkInterface eni =
                told.ec2()
                        .createNetworkInterface(
                                CreateEni.in(place.id()).withIpv4(AddressAsk.addresses(5)), "test");
        told.ec2().attachNetworkInterface(new AttachEni(eni.id(), node.id(), 1, 0));
        told.ec2().assignPrivateIpAddresses(node.primaryEniId(), AddressAsk.prefixes(2));
        return told.snapshot();
    }

    private Account account(long seed) {
        return new Account(AccountSettings.defaults(), clock, new SplittableRandom(seed), fabric);
    }

    private int available() {
        return account.snapshot().subnets().getFirst().available();
    }

    private Attachment.Status status(String eniId) {
        return account.snapshot().enis().stream()
                .filter(eni -> eni.id().equals(eniId))
                .flatMap(eni -> eni.attached().stream())
                .map(Attachment::status)
                .findFirst()
                .orElseThrow();
    }

    private List<String> ids(Instant when) {
        return ec2.describeNetworkInterfaces(Query.all(when)).items().stream()
                .map(NetworkInterface::id)
                .toList();
    }
}
