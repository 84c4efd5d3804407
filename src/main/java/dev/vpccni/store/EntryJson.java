package dev.vpccni.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.ipam.Assignment;
import dev.vpccni.ipam.AttachmentKey;
import dev.vpccni.ipam.PodRef;
import dev.vpccni.store.Json.InvalidJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Journal entries to the payload of a [Frame] and back: a JSON array, one object per entry.
///
/// Members: `op` (`assign`, `release`), `network`, `container`, `interface`, `address`; with `assign` also `since`,
/// `namespace`, `pod`, `uid`; with `release` also `until`. Times are ISO-8601. An unknown `op` was written by a later
/// version that means older ones to pass over it.
final class EntryJson {
    private EntryJson() {}

    /// One entry as a JSON object.
    static String write(JournalEntry entry) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        switch (entry) {
            case JournalEntry.Assigned(Assignment assignment) ->
                    claim(object, "assign", assignment.key(), assignment.address())
                            .put("since", assignment.since().toString())
                            .put("namespace", assignment.pod().namespace())
                            .put("pod", assignment.pod().name())
                            .put("uid", assignment.pod().uid());
            case JournalEntry.Released released ->
                    claim(object, "release", released.key(), released.address())
                            .put("until", released.coolingUntil().toString());
        }
        return Json.write(object);
    }

    /// Objects of [#write] as one payload.
    static String join(Collection<String> objects) {
        return "[" + String.join(",", objects) + "]";
    }

    /// The entries of a payload; those of an unknown `op` are left out.
    ///
    /// Errors: [InvalidJson].
    static List<JournalEntry> read(String payload) throws InvalidJson {
        List<JournalEntry> entries = new ArrayList<>();
        try {
            for (JsonNode object : Json.read(payload)) {
                switch (Json.text(object, "op")) {
                    case "assign" -> entries.add(new JournalEntry.Assigned(assignment(object)));
                    case "release" -> entries.add(release(object));
                    default -> {}
                }
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidJson("an entry names no attachment or no address", e);
        }
        return entries;
    }

    private static ObjectNode claim(
            ObjectNode object, String op, AttachmentKey key, IpAddress address) {
        return object.put("op", op)
                .put("network", key.network())
                .put("container", key.containerId())
                .put("interface", key.ifName())
                .put("address", address.toString());
    }

    private static Assignment assignment(JsonNode object) throws InvalidJson {
        PodRef pod =
                new PodRef(
                        Json.text(object, "namespace"),
                        Json.text(object, "pod"),
                        Json.text(object, "uid"));
        return new Assignment(key(object), pod, address(object), Json.instant(object, "since"));
    }

    private static JournalEntry release(JsonNode object) throws InvalidJson {
        return new JournalEntry.Released(
                key(object), address(object), Json.instant(object, "until"));
    }

    private static AttachmentKey key(JsonNode object) {
        return new AttachmentKey(
                Json.text(object, "network"),
                Json.text(object, "container"),
                Json.text(object, "interface"));
    }

    private static IpAddress address(JsonNode object) {
        return IpAddress.parse(Json.text(object, "address"));
    }
}
