package dev.vpccni.netlink;

import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.netlink.RtRequest.Mode;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Any valid request, drawn from a seed.
final class RandomRequests {
    private final Random random;

    RandomRequests(long seed) {
        random = new Random(seed);
    }

    RtRequest next() {
        return switch (random.nextInt(18)) {
            case 0 -> new RtRequest.GetLink(name());
            case 1 ->
                    new RtRequest.CreateVeth(
                            name(), mtu(), perhapsMac(), random.nextInt(-1, 1000), flip(), peer());
            case 2 ->
                    new RtRequest.ChangeLink(
                            index(), perhaps(flip()), mtu(), perhaps(name()), perhapsMac(), fd());
            case 3 ->
                    flip()
                            ? new RtRequest.DeleteLink(index())
                            : new RtRequest.SetGroup(index(), mtu() + 1);
            case 4 ->
                    flip()
                            ? new RtRequest.AddAddress(address(), mode())
                            : new RtRequest.SetAlias(index(), name());
            case 5 -> new RtRequest.DeleteAddress(address());
            case 6 -> new RtRequest.AddRoute(route(), mode());
            case 7 -> new RtRequest.DeleteRoute(route());
            case 8, 9, 10 -> new RtRequest.AddRule(rule());
            case 11 -> new RtRequest.DeleteRule(rule());
            case 12 -> new RtRequest.AddNeighbor(neighbor(), mode());
            case 13 -> new RtRequest.DeleteNeighbor(neighbor());
            case 14 -> new RtRequest.DumpLinks();
            case 15 -> new RtRequest.DumpAddresses(family());
            case 16 -> new RtRequest.DumpRoutes(family());
            default ->
                    flip()
                            ? new RtRequest.DumpRules(family())
                            : new RtRequest.DumpNeighbors(family());
        };
    }

    private RtRequest.VethPeer peer() {
        return new RtRequest.VethPeer(name(), mtu(), perhapsMac(), random.nextInt(-1, 1000), fd());
    }

    private LinkAddress address() {
        IpAddress address = ip(family());
        int length = random.nextInt(address.family().bits() + 1);
        return new LinkAddress(
                index(), address, length, random.nextInt(256), random.nextInt(0x800));
    }

    private Route route() {
        Family family = family();
        return new Route(
                prefix(family),
                flip() ? ip(family) : null,
                flip() ? index() : 0,
                table(),
                random.nextInt(256),
                random.nextInt(12),
                random.nextInt(256),
                flip() ? ip(family) : null,
                flip() ? random.nextInt() : 0,
                flip());
    }

    private Rule rule() {
        Family family = family();
        int mask = flip() ? random.nextInt() | 1 : 0;
        return new Rule(
                family,
                random.nextInt(33_000),
                selector(family),
                selector(family),
                perhaps(name()),
                mask == 0 ? 0 : random.nextInt(),
                mask,
                table(),
                random.nextInt(-1, 129),
                random.nextInt(-1, 5));
    }

    private Neighbor neighbor() {
        return new Neighbor(index(), ip(family()), perhapsMac(), 1 << random.nextInt(8));
    }

    private @Nullable IpPrefix selector(Family family) {
        return flip() ? IpPrefix.containing(ip(family), 1 + random.nextInt(family.bits())) : null;
    }

    private IpPrefix prefix(Family family) {
        return IpPrefix.containing(ip(family), random.nextInt(family.bits() + 1));
    }

    private IpAddress ip(Family family) {
        byte[] bytes = new byte[family.bytes()];
        random.nextBytes(bytes);
        return IpAddress.of(bytes);
    }

    private @Nullable MacAddress perhapsMac() {
        byte[] bytes = new byte[6];
        random.nextBytes(bytes);
        return perhaps(MacAddress.of(bytes));
    }

    private String name() {
        return "eni0123456789ab".substring(0, 1 + random.nextInt(15));
    }

    private int table() {
        return 1 + (flip() ? random.nextInt(255) : random.nextInt(Integer.MAX_VALUE));
    }

    private int mtu() {
        return flip() ? -1 : 576 + random.nextInt(9000);
    }

    private int fd() {
        return random.nextInt(-1, 100);
    }

    private int index() {
        return 1 + random.nextInt(100_000);
    }

    private Mode mode() {
        return flip() ? Mode.CREATE : Mode.REPLACE;
    }

    private Family family() {
        return flip() ? Family.IPV4 : Family.IPV6;
    }

    private boolean flip() {
        return random.nextBoolean();
    }

    private <T> @Nullable T perhaps(T value) {
        return flip() ? value : null;
    }
}
