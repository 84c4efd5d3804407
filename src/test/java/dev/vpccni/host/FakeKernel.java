package dev.vpccni.host;

import dev.vpccni.inet.IpPrefix;
import dev.vpccni.netlink.Link;
import dev.vpccni.netlink.LinkAddress;
import dev.vpccni.netlink.NetlinkException;
import dev.vpccni.netlink.RequestText;
import dev.vpccni.netlink.Route;
import dev.vpccni.netlink.RtRequest;
import dev.vpccni.netlink.RtRequest.Mode;
import dev.vpccni.netlink.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The kernel's tables in memory, with the habits of the real one that matter: a connected route comes with an address,
/// the first address of a subnet takes the others along, the last one takes the interface's routes, EEXIST and ESRCH.
final class FakeKernel {
    private static final int SECONDARY = 1;

    final List<Link> links;
    final List<LinkAddress> addresses = new ArrayList<>();
    final List<Route> routes = new ArrayList<>();
    final List<Rule> rules = new ArrayList<>();
    final Map<String, String> sysctls = new HashMap<>();
    Optional<SeenTable> table = Optional.empty();

    FakeKernel(List<Link> links) {
        this.links = new ArrayList<>(links);
    }

    SeenHost see() {
        return new SeenHost(links, addresses, routes, rules, sysctls, table);
    }

    void apply(HostDiff diff) {
        diff.changes().forEach(change -> apply(change.request()));
        sysctls.putAll(diff.sysctls());
        diff.netfilter().ifPresent(this::transaction);
    }

    void apply(RtRequest request) {
        switch (request) {
            case RtRequest.ChangeLink change -> change(change);
            case RtRequest.SetGroup set ->
                    replaceLink(set.index(), old -> copy(old, old.flags(), old.mtu(), set.group()));
            case RtRequest.AddAddress add -> addAddress(add.address(), add.mode());
            case RtRequest.DeleteAddress delete -> deleteAddress(delete.address());
            case RtRequest.AddRoute add -> {
                if (routes.removeIf(old -> sameKey(old, add.route()))
                        && add.mode() == Mode.CREATE) {
                    throw new NetlinkException(
                            RequestText.of(request), NetlinkException.EEXIST, "");
                }
                routes.add(add.route());
            }
            case RtRequest.DeleteRoute delete -> remove(routes, delete.route(), request);
            case RtRequest.AddRule add -> {
                if (rules.contains(add.rule())) {
                    throw new NetlinkException(
                            RequestText.of(request), NetlinkException.EEXIST, "");
                }
                rules.add(add.rule());
            }
            case RtRequest.DeleteRule delete -> remove(rules, delete.rule(), request);
            default -> throw new AssertionError("the host room has no business with " + request);
        }
    }

    /// Its state as commands of ip(8), sorted, with the number of rules of each chain.
    List<String> print() {
        Stream<String> printedLinks =
                links.stream()
                        .map(link ->
                                "link "
                                        + link.name()
                                        + " mtu "
                                        + link.mtu()
                                        + " group "
                                        + link.group()
                                        + (link.isUp() ? " up" : " down"));
        Stream<String> printedTable =
                table.stream()
                        .flatMap(seen -> seen.ruleCounts().entrySet().stream())
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> "chain " + entry.getKey() + " rules " + entry.getValue());
        return Stream.of(
                        printedLinks,
                        addresses.stream().map(address -> "address " + RequestText.of(address)),
                        routes.stream()
                                .sorted(Comparator.comparingInt(Route::table))
                                .map(route -> "route " + RequestText.of(route)),
                        rules.stream()
                                .sorted(Comparator.comparingInt(Rule::priority))
                                .map(rule -> "rule " + RequestText.of(rule)),
                        sysctls.entrySet().stream()
                                .map(entry -> entry.getKey() + " = " + entry.getValue()),
                        printedTable)
                .flatMap(lines -> lines)
                .toList();
    }

    private void change(RtRequest.ChangeLink change) {
        replaceLink(
                change.index(),
                old -> {
                    Boolean up = change.up();
                    int flags =
                            up == null
                                    ? old.flags()
                                    : up ? old.flags() | Link.UP : old.flags() & ~Link.UP;
                    return copy(
                            old, flags, change.mtu() < 0 ? old.mtu() : change.mtu(), old.group());
                });
    }

    private void replaceLink(int index, UnaryOperator<Link> change) {
        links.replaceAll(link -> link.index() == index ? change.apply(link) : link);
    }

    private static Link copy(Link old, int flags, int mtu, int group) {
        return new Link(
                old.index(),
                old.name(),
                flags,
                mtu,
                old.mac(),
                old.kind(),
                old.peerIndex(),
                old.alias(),
                group);
    }

    private void addAddress(LinkAddress wanted, Mode mode) {
        if (addresses.stream().anyMatch(same(wanted))) {
            if (mode == Mode.CREATE) {
                throw new NetlinkException(RequestText.of(wanted), NetlinkException.EEXIST, "");
            }
            return;
        }
        boolean second =
                addresses.stream()
                        .anyMatch(old -> (old.flags() & SECONDARY) == 0 && sameSubnet(old, wanted));
        int flags = wanted.flags() | (second ? SECONDARY : 0);
        addresses.add(
                new LinkAddress(
                        wanted.linkIndex(),
                        wanted.address(),
                        wanted.prefixLength(),
                        wanted.scope(),
                        flags));
        if ((flags & LinkAddress.NO_PREFIX_ROUTE) == 0) {
            routes.add(connected(wanted));
        }
    }

    private void deleteAddress(LinkAddress unwanted) {
        LinkAddress found =
                addresses.stream()
                        .filter(same(unwanted))
                        .findFirst()
                        .orElseThrow(() ->
                                new NetlinkException(
                                        RequestText.of(unwanted),
                                        NetlinkException.EADDRNOTAVAIL,
                                        ""));
        addresses.remove(found);
        routes.remove(connected(found));
        if ((found.flags() & SECONDARY) == 0) {
            addresses.removeIf(
                    other -> (other.flags() & SECONDARY) != 0 && sameSubnet(found, other));
        }
        if (addresses.stream().noneMatch(other -> other.linkIndex() == found.linkIndex())) {
            routes.removeIf(route -> route.linkIndex() == found.linkIndex());
        }
    }

    private static Predicate<LinkAddress> same(LinkAddress one) {
        return other ->
                other.linkIndex() == one.linkIndex()
                        && other.address().equals(one.address())
                        && other.prefixLength() == one.prefixLength();
    }

    private static boolean sameSubnet(LinkAddress one, LinkAddress other) {
        return one.linkIndex() == other.linkIndex()
                && one.prefixLength() == other.prefixLength()
                && subnet(one).equals(subnet(other));
    }

    private static IpPrefix subnet(LinkAddress address) {
        return IpPrefix.containing(address.address(), address.prefixLength());
    }

    static Route connected(LinkAddress address) {
        return new Route(
                subnet(address),
                null,
                address.linkIndex(),
                Route.TABLE_MAIN,
                Route.SCOPE_LINK,
                Route.UNICAST,
                2,
                address.address(),
                0,
                false);
    }

    private static boolean sameKey(Route one, Route other) {
        return one.table() == other.table()
                && one.destination().equals(other.destination())
                && one.metric() == other.metric();
    }

    /// The kernel forgives an absent object no more than the applier does: here it only must not be counted on.
    private static <T> void remove(List<T> from, T unwanted, RtRequest request) {
        if (!from.remove(unwanted) && !(request instanceof RtRequest.DeleteRoute)) {
            throw new NetlinkException(RequestText.of(request), NetlinkException.ENOENT, "");
        }
    }

    /// Counts what an nft text declares, without the room's own counting.
    private void transaction(String commands) {
        if (!commands.contains("{")) {
            table = Optional.empty();
            return;
        }
        Map<String, Integer> chains = new LinkedHashMap<>();
        Map<String, Integer> sets = new LinkedHashMap<>();
        Matcher block =
                Pattern.compile("\t(chain|set) (\\S+) \\{\n(.*?)\t\\}\n", Pattern.DOTALL)
                        .matcher(commands);
        String fingerprint = "";
        while (block.find()) {
            List<String> lines = block.group(3).lines().map(String::strip).toList();
            if (block.group(1).equals("chain")) {
                chains.put(
                        block.group(2),
                        (int) lines.stream().filter(line -> !line.startsWith("type ")).count());
            } else {
                sets.put(
                        block.group(2),
                        (int)
                                lines.stream()
                                        .filter(line -> line.startsWith("elements"))
                                        .flatMap(line -> Stream.of(line.split(",")))
                                        .count());
            }
        }
        Matcher comment = Pattern.compile("comment \"(sha256:[0-9a-f]+)\"").matcher(commands);
        if (comment.find()) {
            fingerprint = comment.group(1);
        }
        table = Optional.of(new SeenTable(fingerprint, chains, sets));
    }
}
