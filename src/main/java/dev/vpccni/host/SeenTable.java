package dev.vpccni.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;

/// Our netfilter table as the kernel has it.
///
/// @param fingerprint the comment of the fingerprint set; empty when there is none
/// @param ruleCounts chain to its number of rules
/// @param setSizes named set to its number of elements
record SeenTable(
        String fingerprint, Map<String, Integer> ruleCounts, Map<String, Integer> setSizes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    SeenTable {
        ruleCounts = Map.copyOf(ruleCounts);
        setSizes = Map.copyOf(setSizes);
    }

    /// Reads the JSON of `nft -j list table`. Errors: IllegalArgumentException when it is not JSON.
    ///
    /// Source: libnftables-json(5).
    static SeenTable parse(String json) {
        String fingerprint = "";
        Map<String, Integer> rules = new HashMap<>();
        Map<String, Integer> sets = new HashMap<>();
        for (JsonNode object : read(json).path("nftables")) {
            if (object.has("chain")) {
                rules.putIfAbsent(object.path("chain").path("name").asText(), 0);
            } else if (object.has("rule")) {
                rules.merge(object.path("rule").path("chain").asText(), 1, Integer::sum);
            } else if (object.has("set")) {
                JsonNode set = object.path("set");
                sets.put(set.path("name").asText(), set.path("elem").size());
                if (set.path("name").asText().equals(NftRuleset.FINGERPRINT_SET)) {
                    fingerprint = set.path("comment").asText();
                }
            }
        }
        return new SeenTable(fingerprint, rules, sets);
    }

    /// Whether this is the wanted table: made from the same text, and no rule or element added or removed since.
    boolean is(NftRuleset wanted) {
        return fingerprint.equals(wanted.fingerprint())
                && ruleCounts.equals(wanted.ruleCounts())
                && setSizes.equals(wanted.setSizes());
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "the listing of nftables is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
