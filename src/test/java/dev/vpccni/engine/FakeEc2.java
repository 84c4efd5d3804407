package dev.vpccni.engine;

import dev.vpccni.ec2.AddressAssignment;
import dev.vpccni.ec2.AttachmentId;
import dev.vpccni.ec2.CallBudget;
import dev.vpccni.ec2.ConnectionTracking;
import dev.vpccni.ec2.CreateInterface;
import dev.vpccni.ec2.DeviceSlot;
import dev.vpccni.ec2.Ec2Failure;
import dev.vpccni.ec2.Ec2Reads;
import dev.vpccni.ec2.EniLifecycle;
import dev.vpccni.ec2.InstanceLimits;
import dev.vpccni.ec2.InterfaceQuery;
import dev.vpccni.ec2.NetworkInterface;
import dev.vpccni.ec2.Subnet;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.InstanceId;
import dev.vpccni.ipam.VpcId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// EC2 in memory: hands out 10.0.1.100 and on, remembers calls, fails or hangs when told to.
final class FakeEc2 implements EniLifecycle, AddressAssignment, Ec2Reads {
    final List<String> calls = java.util.Collections.synchronizedList(new ArrayList<>());
    final ConcurrentLinkedQueue<Ec2Failure> failures = new ConcurrentLinkedQueue<>();
    final Map<EniId, List<IpAddress>> secondaries = new HashMap<>();
    volatile CountDownLatch gate = new CountDownLatch(0);
    private final AtomicInteger next = new AtomicInteger(100);
    private final AtomicInteger enis = new AtomicInteger(1);

    static Ec2Failure failure(Ec2Failure.Kind kind, String code) {
        return new Ec2Failure(
                kind,
                new Ec2Failure.Details(
                        "CreateNetworkInterface", code, "req-1", 400, false, Duration.ZERO),
                "CreateNetworkInterface failed: " + code,
                null);
    }

    @Override
    public NetworkInterface create(CreateInterface request, CallBudget budget) {
        called("create " + request.secondaryAddresses());
        EniId id = new EniId("eni-made" + enis.getAndIncrement());
        IpAddress primary = address();
        List<IpAddress> added = addresses(request.secondaryAddresses());
        synchronized (this) {
            secondaries.put(id, new ArrayList<>(added));
        }
        return describe(id, primary, added, request.tags());
    }

    @Override
    public AttachmentId attach(EniId eni, InstanceId instance, DeviceSlot slot, CallBudget budget) {
        called("attach " + eni + " " + slot.deviceIndex());
        return new AttachmentId("eni-attach-" + eni.value());
    }

    @Override
    public void deleteOnTermination(EniId eni, AttachmentId attachment, CallBudget budget) {}

    @Override
    public void detach(AttachmentId attachment, CallBudget budget) {
        called("detach " + attachment.value());
    }

    @Override
    public void delete(EniId eni, CallBudget budget) {
        called("delete " + eni);
    }

    @Override
    public List<IpAddress> assignAddresses(EniId eni, int count, CallBudget budget) {
        called("assign " + count);
        List<IpAddress> added = addresses(count);
        synchronized (this) {
            secondaries.computeIfAbsent(eni, ignored -> new ArrayList<>()).addAll(added);
        }
        return added;
    }

    @Override
    public List<IpPrefix> assignPrefixes(EniId eni, int count, CallBudget budget) {
        throw new UnsupportedOperationException("no test asks for prefixes");
    }

    @Override
    public void unassignAddresses(EniId eni, Collection<IpAddress> addresses, CallBudget budget) {
        called("unassign " + addresses.size());
    }

    @Override
    public void unassignPrefixes(EniId eni, Collection<IpPrefix> prefixes, CallBudget budget) {
        throw new UnsupportedOperationException("no test asks for prefixes");
    }

    @Override
    public synchronized List<NetworkInterface> interfaces(InterfaceQuery query, CallBudget budget) {
        called("describe");
        return query.filters().getOrDefault("network-interface-id", List.of()).stream()
                .map(EniId::new)
                .filter(secondaries::containsKey)
                .map(id -> describe(id, null, secondaries.getOrDefault(id, List.of()), Map.of()))
                .toList();
    }

    @Override
    public List<Subnet> subnets(VpcId vpc, String zone, CallBudget budget) {
        return List.of();
    }

    @Override
    public InstanceLimits limits(String instanceType, CallBudget budget) {
        return new InstanceLimits(instanceType, 3, 4, InstanceLimits.Hypervisor.NITRO, false);
    }

    private void called(String call) {
        calls.add(call);
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Ec2Failure failure = failures.poll();
        if (failure != null) {
            throw failure;
        }
    }

    private IpAddress address() {
        return IpAddress.parse("10.0.1.0").plus(next.getAndIncrement());
    }

    private List<IpAddress> addresses(int count) {
        List<IpAddress> result = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            result.add(address());
        }
        return result;
    }

    private static NetworkInterface describe(
            EniId id,
            @Nullable IpAddress primary,
            List<IpAddress> secondaries,
            Map<String, String> tags) {
        return new NetworkInterface(
                id,
                MacAddress.parse("0a:00:00:00:00:01"),
                Engines.SUBNET,
                primary,
                secondaries,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                tags,
                "available",
                "interface",
                "",
                ConnectionTracking.DEFAULTS);
    }
}
