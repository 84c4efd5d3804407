package dev.vpccni.lab.account;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chooses, grants and returns the addresses of interfaces.
///
/// Runs under the account's lock.
final class Addressing {
    /// No instance type takes more, so an interface that is attached nowhere may hold this many.
    static final int MOST_PER_INTERFACE = 50;

    private final AccountState state;

    Addressing(AccountState state) {
        this.state = state;
    }

    /// Adds IPv4 addresses or prefixes to an interface.
    Grant assignIpv4(String eniId, AddressAsk wanted) {
        NetworkInterface eni = state.enis.get(eniId);
        requireSomething(wanted);
        requireRoom(eni, eni.addresses().ipv4Slots() + wanted.slots());
        Grant granted = chooseIpv4(eni.subnetId(), wanted, true);
        return give(eni, granted);
    }

    /// Adds IPv6 addresses or prefixes to an interface.
    Grant assignIpv6(String eniId, AddressAsk wanted) {
        NetworkInterface eni = state.enis.get(eniId);
        requireSomething(wanted);
        requireIpv6Room(eni, eni.addresses().ipv6Slots() + wanted.slots());
        return give(eni, chooseIpv6(eni.subnetId(), wanted));
    }

    /// Takes addresses and prefixes of either family from an interface; all or nothing.
    ///
    /// Errors: InvalidParameterValue for the primary address and for one that the interface does not own.
    void unassign(String eniId, Grant returned) {
        NetworkInterface eni = state.enis.get(eniId);
        EniAddresses owned = eni.addresses();
        if (returned.all().isEmpty()) {
            throw new Ec2Exception(
                    "MissingParameter",
                    "The request must contain the parameter privateIpAddress, ipv4Prefix, ipv6Address or ipv6Prefix");
        }
        if (returned.ipv4().contains(owned.primary())) {
            throw Errors.invalidValue(
                    "Value ("
                            + owned.primary()
                            + ") for parameter privateIpAddress is invalid. The"
                            + " primary IP address of an interface cannot be unassigned.");
        }
        if (!new HashSet<>(owned.others()).containsAll(returned.all())) {
            throw Errors.notAssigned(eniId);
        }
        if (eni.attachment() != null) {
            returned.all().forEach(prefix -> state.fabric().unassign(eniId, prefix));
        }
        state.release(eni.subnetId(), returned);
        state.put(eni.withAddresses(owned.without(returned)));
    }

    /// Chooses the addresses of an interface that is about to be created and marks them as taken.
    EniAddresses claim(
            Subnet subnet, @Nullable IpAddress wantedPrimary, AddressAsk ipv4, AddressAsk ipv6) {
        if (1 + ipv4.slots() > MOST_PER_INTERFACE) {
            throw Errors.addressLimit();
        }
        if (ipv6.slots() > MOST_PER_INTERFACE) {
            throw Errors.ipv6Limit();
        }
        Grant primary = choosePrimary(subnet.id(), wantedPrimary);
        Grant further =
                ipv6.isEmpty() ? Grant.ofIpv4(List.of(), List.of()) : chooseIpv6(subnet.id(), ipv6);
        state.take(subnet.id(), primary);
        try {
            Grant more = chooseIpv4(subnet.id(), ipv4, false);
            state.take(subnet.id(), more);
            state.take(subnet.id(), further);
            return new EniAddresses(
                    primary.ipv4().getFirst(),
                    more.ipv4(),
                    more.prefixes(),
                    further.ipv6(),
                    further.ipv6Prefixes());
        } catch (Ec2Exception refused) {
            state.release(subnet.id(), primary);
            throw refused;
        }
    }

    /// Gives back everything an interface owned.
    void releaseAll(NetworkInterface eni) {
        EniAddresses owned = eni.addresses();
        List<IpAddress> ipv4 = new ArrayList<>(owned.secondary());
        ipv4.add(owned.primary());
        state.release(
                eni.subnetId(),
                new Grant(ipv4, owned.prefixes(), owned.ipv6(), owned.ipv6Prefixes()));
    }

    /// Refuses an attachment to a type that takes fewer addresses than the interface has.
    void requireFits(EniAddresses addresses, InstanceType type) {
        if (addresses.ipv4Slots() > type.ipv4PerInterface()) {
            throw Errors.addressLimit();
        }
        if (addresses.ipv6Slots() > type.ipv6PerInterface()) {
            throw Errors.ipv6Limit();
        }
        boolean prefixes = !addresses.prefixes().isEmpty() || !addresses.ipv6Prefixes().isEmpty();
        if (prefixes) {
            requirePrefixSupport(type);
        }
    }

    private Grant give(NetworkInterface eni, Grant granted) {
        Attachment attachment = eni.attachment();
        if (attachment != null) {
            if (!granted.prefixes().isEmpty() || !granted.ipv6Prefixes().isEmpty()) {
                requirePrefixSupport(state.instances.get(attachment.instanceId()).type());
            }
            assignInFabric(eni.id(), granted.all());
        }
        state.take(eni.subnetId(), granted);
        state.put(eni.withAddresses(eni.addresses().with(granted)));
        return granted;
    }

    /// All or nothing: what the fabric took before it failed is taken back.
    private void assignInFabric(String eniId, List<IpPrefix> prefixes) {
        List<IpPrefix> done = new ArrayList<>();
        try {
            for (IpPrefix prefix : prefixes) {
                state.fabric().assign(eniId, prefix);
                done.add(prefix);
            }
        } catch (RuntimeException failure) {
            done.reversed().forEach(prefix -> state.fabric().unassign(eniId, prefix));
            throw failure;
        }
    }

    private Grant choosePrimary(String subnetId, @Nullable IpAddress wanted) {
        AddressPool pool = state.pool(subnetId);
        if (wanted == null) {
            return Grant.ofIpv4(pool.chooseAddresses(1), List.of());
        }
        requireAssignable(pool, List.of(wanted), false);
        return Grant.ofIpv4(List.of(wanted), List.of());
    }

    private Grant chooseIpv4(String subnetId, AddressAsk wanted, boolean existing) {
        AddressPool pool = state.pool(subnetId);
        if (!wanted.addresses().isEmpty()) {
            requireAssignable(pool, wanted.addresses(), existing);
            return Grant.ofIpv4(wanted.addresses(), List.of());
        }
        if (!wanted.prefixes().isEmpty()) {
            for (IpPrefix prefix : wanted.prefixes()) {
                if (!pool.isFreeBlock(prefix)) {
                    throw Errors.invalidValue(
                            "The prefix "
                                    + prefix
                                    + " is not a free /28 of the subnet "
                                    + subnetId);
                }
            }
            return Grant.ofIpv4(List.of(), wanted.prefixes());
        }
        return wanted.prefixCount() > 0
                ? Grant.ofIpv4(List.of(), pool.chooseBlocks(wanted.prefixCount()))
                : Grant.ofIpv4(pool.chooseAddresses(wanted.count()), List.of());
    }

    private Grant chooseIpv6(String subnetId, AddressAsk wanted) {
        Ipv6Pool pool = state.ipv6Pool(subnetId);
        List<IpPrefix> named = new ArrayList<>(wanted.prefixes());
        wanted.addresses().forEach(address -> named.add(address.toPrefix()));
        for (IpPrefix candidate : named) {
            if (!pool.contains(candidate) || pool.isTaken(candidate)) {
                throw Errors.invalidValue(
                        candidate
                                + " is not free in the IPv6 CIDR block of the subnet "
                                + subnetId);
            }
        }
        if (!named.isEmpty()) {
            return Grant.ofIpv6(wanted.addresses(), wanted.prefixes());
        }
        return Grant.ofIpv6(
                pool.chooseAddresses(wanted.count()), pool.choosePrefixes(wanted.prefixCount()));
    }

    /// EC2 words a taken address differently for an interface that exists and for one being created.
    private static void requireAssignable(
            AddressPool pool, List<IpAddress> wanted, boolean existing) {
        if (new HashSet<>(wanted).size() < wanted.size()) {
            throw Errors.invalidValue("An address may be given only once in privateIpAddress.");
        }
        for (IpAddress address : wanted) {
            if (!pool.contains(address)) {
                throw Errors.invalidValue(
                        "Address " + address + " does not fall within the subnet's address range");
            }
            if (pool.isReserved(address)) {
                throw Errors.invalidValue(
                        "Address " + address + " is in subnet's reserved address range");
            }
        }
        List<IpAddress> busy = wanted.stream().filter(pool::isTaken).toList();
        if (!busy.isEmpty()) {
            throw existing ? Errors.moveNotAllowed(busy) : Errors.addressInUse(busy);
        }
    }

    private void requireRoom(NetworkInterface eni, int slots) {
        int most =
                eni.attached()
                        .map(a -> state.instances.get(a.instanceId()).type().ipv4PerInterface())
                        .orElse(MOST_PER_INTERFACE);
        if (slots > most) {
            throw Errors.addressLimit();
        }
    }

    private void requireIpv6Room(NetworkInterface eni, int slots) {
        int most =
                eni.attached()
                        .map(a -> state.instances.get(a.instanceId()).type().ipv6PerInterface())
                        .orElse(MOST_PER_INTERFACE);
        if (slots > most) {
            throw Errors.ipv6Limit();
        }
    }

    private static void requirePrefixSupport(InstanceType type) {
        if (!type.supportsPrefixes()) {
            throw new Ec2Exception(
                    "UnsupportedOperation",
                    "The instance type " + type.name() + " does not support prefixes.");
        }
    }

    private static void requireSomething(AddressAsk wanted) {
        if (wanted.isEmpty()) {
            throw new Ec2Exception(
                    "MissingParameter",
                    "The request must contain a number of addresses, addresses or prefixes.");
        }
    }
}
