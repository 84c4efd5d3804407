package dev.vpccni.lab.account;

import dev.vpccni.inet.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A VPC: the address space that needs no source NAT.
///
/// Shape: the first block is the one given at creation; `ipv6Cidr` is a /56 or absent.
public record Vpc(String id, List<IpPrefix> cidrs, @Nullable IpPrefix ipv6Cidr, Tags tags) {
    public Vpc {
        cidrs = List.copyOf(cidrs);
        if (cidrs.isEmpty()) {
            throw new IllegalArgumentException("VPC " + id + " needs at least one CIDR block");
        }
    }

    Vpc withCidr(IpPrefix added) {
        List<IpPrefix> all = new ArrayList<>(cidrs);
        all.add(added);
        return new Vpc(id, all, ipv6Cidr, tags);
    }

    Vpc withTags(Tags changed) {
        return new Vpc(id, cidrs, ipv6Cidr, changed);
    }
}
