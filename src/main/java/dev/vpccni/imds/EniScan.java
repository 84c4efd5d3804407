package dev.vpccni.imds;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.ipam.EniId;
import dev.vpccni.ipam.SubnetId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads all ENIs that IMDS shows, in two rounds of parallel requests: what each ENI has, then those values, each once.
///
/// An ENI can go between the rounds, so a value that every ENI has and that is missing makes the scan start over; any
/// other value that is missing is empty.
/// Source: spec/ipamd.md 2.7, whose sequential scan took a request after the other (W7).
final class EniScan {
    /// Requests under way at once; IMDS throttles above some hundred packets a second.
    private static final int PARALLEL = 8;

    /// How often the whole scan is made when ENIs come and go under it.
    private static final int SCANS = 3;

    private static final Set<String> WANTED =
            Set.of(
                    "interface-id",
                    "device-number",
                    "network-card",
                    "subnet-id",
                    "subnet-ipv4-cidr-block",
                    "subnet-ipv6-cidr-blocks",
                    "local-ipv4s",
                    "ipv6s",
                    "ipv4-prefix",
                    "ipv6-prefix");

    private final ImdsClient client;
    private final String macs;

    /// @param macs path of the list of MAC addresses, with a slash at the end
    EniScan(ImdsClient client, String macs) {
        this.client = client;
        this.macs = macs;
    }

    /// One value of one ENI: the MAC, the name of the field.
    private record Field(MacAddress mac, String name) {}

    /// See [Imds#attachedEnis].
    List<AttachedEni> attachedEnis(MacAddress primary) {
        for (int scan = 1; ; scan++) {
            try {
                return once(primary);
            } catch (ImdsException e) {
                if (e.status() != 404 || scan == SCANS) {
                    throw e;
                }
            }
        }
    }

    private List<AttachedEni> once(MacAddress primary) {
        List<MacAddress> found =
                Values.lines(
                        macs,
                        Values.required(macs, client.read(macs)),
                        line -> MacAddress.parse(name(line)));
        Map<MacAddress, List<String>> names = parallel(found, this::fieldNames);
        List<Field> fields = new ArrayList<>();
        found.forEach(mac ->
                names.getOrDefault(mac, List.of())
                        .forEach(name -> fields.add(new Field(mac, name))));
        Map<Field, String> values = parallel(fields, field -> value(field.mac(), field.name()));
        return found.stream()
                .map(mac -> eni(mac, mac.equals(primary), values))
                .sorted(
                        Comparator.comparing((AttachedEni eni) -> !eni.primary())
                                .thenComparingInt(AttachedEni::networkCard)
                                .thenComparingInt(AttachedEni::deviceNumber))
                .toList();
    }

    private List<String> fieldNames(MacAddress mac) {
        String path = macs + mac + "/";
        return Values.lines(path, Values.required(path, client.read(path)), EniScan::name).stream()
                .filter(WANTED::contains)
                .toList();
    }

    private String value(MacAddress mac, String name) {
        String text = client.read(macs + mac + "/" + name);
        return text == null ? "" : text;
    }

    private AttachedEni eni(MacAddress mac, boolean primary, Map<Field, String> values) {
        Fields of = new Fields(macs, mac, values);
        int deviceNumber = of.required("device-number", Integer::valueOf);
        return new AttachedEni(
                of.required("interface-id", EniId::new),
                mac,
                primary,
                primary ? 0 : deviceNumber,
                of.listed("network-card", Integer::valueOf).stream().findFirst().orElse(0),
                of.required("subnet-id", SubnetId::new),
                subnetCidr(of),
                of.listed("subnet-ipv6-cidr-blocks", IpPrefix::parse),
                of.listed("local-ipv4s", IpAddress::parse),
                of.listed("ipv6s", IpAddress::parse),
                of.listed("ipv4-prefix", IpPrefix::parse),
                of.listed("ipv6-prefix", IpPrefix::parse));
    }

    private static @Nullable IpPrefix subnetCidr(Fields of) {
        if (of.listed("local-ipv4s", IpAddress::parse).isEmpty()) {
            return of.listed("subnet-ipv4-cidr-block", IpPrefix::parse).stream()
                    .findFirst()
                    .orElse(null);
        }
        return of.required("subnet-ipv4-cidr-block", IpPrefix::parse);
    }

    /// The values of one ENI.
    private record Fields(String macs, MacAddress mac, Map<Field, String> values) {
        <T> T required(String name, Function<String, T> parser) {
            return Values.one(path(name), Values.required(path(name), text(name)), parser);
        }

        <T> List<T> listed(String name, Function<String, T> parser) {
            return Values.lines(path(name), text(name), parser);
        }

        private @Nullable String text(String name) {
            String text = values.get(new Field(mac, name));
            return text == null || text.isEmpty() ? null : text;
        }

        private String path(String name) {
            return macs + mac + "/" + name;
        }
    }

    /// IMDS ends the names of folders with a slash.
    private static String name(String line) {
        return line.endsWith("/") ? line.substring(0, line.length() - 1) : line;
    }

    /// Applies `read` to each key on a virtual thread of its own, some at a time. Fails with the first failure.
    private static <K, V> Map<K, V> parallel(List<K> keys, Function<K, V> read) {
        Semaphore slots = new Semaphore(PARALLEL);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<V>> tasks =
                    keys.stream()
                            .map(key -> (Callable<V>) () -> inSlot(slots, () -> read.apply(key)))
                            .toList();
            List<Future<V>> results = threads.invokeAll(tasks);
            Map<K, V> values = new HashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                values.put(keys.get(i), results.get(i).get());
            }
            return values;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImdsException(
                    "", 0, "the scan of IMDS was given up: the agent is shutting down", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ImdsException failure) {
                throw failure;
            }
            throw new IllegalStateException("the scan of IMDS failed", e.getCause());
        }
    }

    private static <V> V inSlot(Semaphore slots, Callable<V> task) throws Exception {
        slots.acquire();
        try {
            return task.call();
        } finally {
            slots.release();
        }
    }
}
