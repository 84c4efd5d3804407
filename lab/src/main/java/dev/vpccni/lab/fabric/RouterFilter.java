package dev.vpccni.lab.fabric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.inet.IpPrefix;
import dev.vpccni.inet.MacAddress;
import dev.vpccni.netlink.socket.Nftables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The router's packet filter while it runs: which link may send with which MAC, whose source is not checked, which
/// public address stands for which private one, and who sent with a foreign source.
///
/// Not safe for use by two threads at once.
final class RouterFilter implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Nftables nft;
    private final int imdsHopLimit;
    private final Map<String, List<String>> elementsOfLink = new HashMap<>();

    /// Loads the rules into the namespace at `router`. Errors: NftablesException.
    RouterFilter(Path router, List<IpPrefix> vpc, int imdsHopLimit) {
        this.nft = Nftables.open(router);
        this.imdsHopLimit = imdsHopLimit;
        nft.run(FabricRules.table(vpc));
    }

    /// Lets a link send frames with this MAC.
    void admit(String link, MacAddress mac, boolean checked) {
        List<String> elements = new ArrayList<>();
        elements.add("mac { \"" + link + "\" . " + mac + " }");
        elements.add("imds { \"" + link + "\" : jump hop" + imdsHopLimit + " }");
        if (!checked) {
            elements.add(unchecked(link));
        }
        change("add", elements);
        elementsOfLink.put(link, elements);
    }

    /// Forgets a link; one that was never admitted is fine.
    void expel(String link) {
        List<String> elements = elementsOfLink.remove(link);
        if (elements != null) {
            change("delete", elements);
        }
    }

    /// Switches the source check of an admitted link.
    void check(String link, boolean checked) {
        List<String> elements = elementsOfLink.getOrDefault(link, new ArrayList<>());
        if (checked && elements.remove(unchecked(link))) {
            change("delete", List.of(unchecked(link)));
        } else if (!checked && !elements.contains(unchecked(link))) {
            change("add", List.of(unchecked(link)));
            elements.add(unchecked(link));
        }
    }

    /// Translates between a private and a public address at the internet gateway.
    void translate(IpAddress privateAddress, IpAddress publicAddress) {
        change(
                "add",
                List.of(
                        "private_to_public { " + privateAddress + " : " + publicAddress + " }",
                        "public_to_private { " + publicAddress + " : " + privateAddress + " }"));
    }

    /// What was dropped by the source checks since the start; `Spoof.eniId` holds the link's name.
    List<Spoof> spoofed() {
        List<Spoof> found = new ArrayList<>();
        for (String set : List.of("spoofed4", "spoofed6", "spoofedmac")) {
            String listing = nft.runJson("list set " + FabricRules.TABLE + " " + set);
            found.addAll(parse(listing));
        }
        return found;
    }

    @Override
    public void close() {
        nft.close();
    }

    private void change(String verb, List<String> elements) {
        StringBuilder transaction = new StringBuilder();
        for (String element : elements) {
            transaction
                    .append(verb)
                    .append(" element ")
                    .append(FabricRules.TABLE)
                    .append(' ')
                    .append(element)
                    .append('\n');
        }
        nft.run(transaction.toString());
    }

    private static String unchecked(String link) {
        return "unchecked { \"" + link + "\" }";
    }

    /// Reads the elements of one listed set.
    ///
    /// Shape: `{"nftables": [{"set": {"elem": [{"elem": {"val": {"concat": [LINK, SOURCE]}, "counter": {"packets": N}}}]}}]}`.
    /// Source: libnftables-json(5).
    static List<Spoof> parse(String listing) {
        List<Spoof> found = new ArrayList<>();
        try {
            for (JsonNode object : JSON.readTree(listing).path("nftables")) {
                for (JsonNode entry : object.path("set").path("elem")) {
                    JsonNode element = entry.path("elem");
                    JsonNode key = element.path("val").path("concat");
                    found.add(
                            new Spoof(
                                    key.path(0).asText(),
                                    key.path(1).asText(),
                                    element.path("counter").path("packets").asLong()));
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("nftables listed a set in a form that is not JSON", e);
        }
        return found;
    }
}
