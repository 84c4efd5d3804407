package dev.vpccni.lab.imds;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.lab.account.Account;
import java.net.InetAddress;
import java.util.Optional;

/// Tells which instance a request comes from.
@FunctionalInterface
public interface InstanceLocator {

    Optional<String> instanceAt(InetAddress source);

    /// By the owner of the source address, which the fabric does not let anyone forge.
    static InstanceLocator byAddress(Account account) {
        return source -> account.instanceOwning(IpAddress.of(source.getAddress()));
    }

    /// Always the same instance, for a service that only one node can reach.
    static InstanceLocator fixed(String instanceId) {
        return source -> Optional.of(instanceId);
    }
}
