package dev.vpccni.api;

import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.ipam.AddressState;
import dev.vpccni.ipam.Assignment;
import dev.vpccni.ipam.Eni;
import dev.vpccni.ipam.EniAddresses;
import dev.vpccni.ipam.Pool;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// The pool in the shape of the incumbent's `/v1/enis` (spec/ipamd.md 7.1).
@Singleton
final class EnisView {
    /// What the incumbent prints for a time that never was.
    private static final String NO_TIME = "0001-01-01T00:00:00Z";

    Map<String, Object> byCard(Pool pool) {
        Map<String, Object> cards = new LinkedHashMap<>();
        for (EniAddresses eni : pool.enis()) {
            cards.computeIfAbsent(
                    Integer.toString(eni.eni().networkCard()), card -> card(pool, card));
        }
        return cards;
    }

    private static Map<String, Object> card(Pool pool, String card) {
        long total = 0;
        long assigned = 0;
        Map<String, Object> enis = new LinkedHashMap<>();
        for (EniAddresses eni : pool.enis()) {
            if (Integer.toString(eni.eni().networkCard()).equals(card)) {
                total += eni.counts().total();
                assigned += eni.counts().assigned();
                enis.put(eni.eni().id().value(), eni(eni));
            }
        }
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("TotalIPs", total);
        view.put("AssignedIPs", assigned);
        view.put("ENIs", enis);
        return view;
    }

    private static Map<String, Object> eni(EniAddresses addresses) {
        Eni eni = addresses.eni();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("ID", eni.id().value());
        view.put("IsPrimary", eni.isPrimary());
        view.put("IsTrunk", false);
        view.put("IsEFA", false);
        view.put("DeviceNumber", eni.deviceIndex());
        Map<String, Object> cidrs = new LinkedHashMap<>();
        addresses.blocks().forEach(block -> cidrs.put(block.toString(), block(addresses, block)));
        view.put("AvailableIPv4Cidrs", cidrs);
        view.put("IPv6Cidrs", Map.of());
        view.put("IsExcludedForPodIPs", false);
        view.put("RouteTableID", eni.routeTable());
        view.put("SubnetID", eni.subnet().value());
        view.put("State", eni.state().name());
        return view;
    }

    private static Map<String, Object> block(EniAddresses addresses, IpPrefix block) {
        Map<String, Object> ips = new LinkedHashMap<>();
        addresses
                .held()
                .forEach((address, state) -> {
                    if (block.contains(address)) {
                        ips.put(address.toString(), address(address, state));
                    }
                });
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("Cidr", Map.of("IP", block.address().toString(), "Mask", mask(block)));
        view.put("IPAddresses", ips);
        view.put("IsPrefix", !block.isSingle());
        view.put("AddressFamily", "4");
        return view;
    }

    private static Map<String, Object> address(IpAddress address, AddressState.Held state) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("Address", address.toString());
        switch (state) {
            case AddressState.Assigned(Assignment assignment) -> {
                view.put("IPAMKey", key(assignment.key().network()));
                view.put(
                        "IPAMMetadata",
                        Map.of(
                                "k8sPodNamespace", assignment.pod().namespace(),
                                "k8sPodName", assignment.pod().name()));
                view.put("AssignedTime", assignment.since().toString());
                view.put("UnassignedTime", NO_TIME);
            }
            case AddressState.Cooling(Instant until) -> {
                view.put("IPAMKey", key(""));
                view.put("IPAMMetadata", Map.of());
                view.put("AssignedTime", NO_TIME);
                view.put("CoolingUntil", until.toString());
            }
        }
        return view;
    }

    private static Map<String, String> key(String network) {
        return Map.of("networkName", network, "containerID", "", "ifName", "");
    }

    private static String mask(IpPrefix block) {
        byte[] bits = new byte[block.family().bytes()];
        for (int i = 0; i < block.length(); i++) {
            bits[i / 8] |= (byte) (128 >> (i % 8));
        }
        return Base64.getEncoder().encodeToString(bits);
    }
}
