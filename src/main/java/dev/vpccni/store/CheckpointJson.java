package dev.vpccni.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vpccni.inet.Family;
import dev.vpccni.inet.IpAddress;
import dev.vpccni.ipam.Assignment;
import dev.vpccni.ipam.AttachmentKey;
import dev.vpccni.ipam.PodRef;
import dev.vpccni.store.Json.InvalidJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// `ipam.json` in the incumbent's format (spec/ipamd.md 3.7), with members of our own beside it.
///
/// Ours: `podUid` of an allocation, and `vpccni` with `sequence` and `cooling`. The incumbent's reader passes over
/// members it does not know and its writer drops them, so a file without `vpccni` has been written by the incumbent.
final class CheckpointJson {
    /// The only version there has been.
    static final String VERSION = "vpc-cni-ipam/1";

    private static final String OURS = "vpccni";
    private static final long NANOS = 1_000_000_000L;

    private CheckpointJson() {}

    static String write(JournalState state, long sequence) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("version", VERSION);
        ArrayNode allocations = root.putArray("allocations");
        state.assignments().forEach(assignment -> write(assignment, allocations.addObject()));
        ObjectNode ours = root.putObject(OURS);
        ours.put("sequence", sequence);
        ArrayNode cooling = ours.putArray("cooling");
        state.cooling()
                .forEach((address, until) ->
                        cooling.addObject()
                                .put("address", address.toString())
                                .put("until", until.toString()));
        return Json.write(root);
    }

    /// No allocations may also be written as null: so does the incumbent.
    ///
    /// Errors: [InvalidJson] when it is not such a document; [WrongVersion] when it is a later one.
    static Checkpoint read(String document) throws InvalidJson, WrongVersion {
        JsonNode root = Json.read(document);
        String version = Json.text(root, "version");
        JsonNode allocations = root.path("allocations");
        boolean none = allocations.isNull();
        if (version.isEmpty() || !(allocations.isArray() || none)) {
            throw new InvalidJson("it has no version, or its allocations are no list", null);
        }
        if (!version.equals(VERSION)) {
            throw new WrongVersion(version);
        }
        List<Assignment> assignments = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (JsonNode allocation : allocations) {
            try {
                assignments.add(readAssignment(allocation));
            } catch (IllegalArgumentException _) {
                unreadable.add(allocation.toString());
            }
        }
        JsonNode ours = root.path(OURS);
        return new Checkpoint(
                new JournalState(assignments, readCooling(ours)),
                ours.path("sequence").asLong(0),
                ours.isObject() ? Loaded.Origin.OURS : Loaded.Origin.INCUMBENT,
                unreadable);
    }

    private static void write(Assignment assignment, ObjectNode allocation) {
        IpAddress address = assignment.address();
        Instant since = assignment.since();
        PodRef pod = assignment.pod();
        allocation
                .put("networkName", assignment.key().network())
                .put("containerID", assignment.key().containerId())
                .put("ifName", assignment.key().ifName())
                .put(address.family() == Family.IPV4 ? "ipv4" : "ipv6", address.toString())
                .put("allocationTimestamp", since.getEpochSecond() * NANOS + since.getNano());
        ObjectNode metadata = allocation.putObject("metadata");
        if (!pod.name().isEmpty()) {
            metadata.put("k8sPodNamespace", pod.namespace())
                    .put("k8sPodName", pod.name())
                    .put("interfacesCount", 1);
        }
        if (!pod.uid().isEmpty()) {
            allocation.put("podUid", pod.uid());
        }
    }

    private static Assignment readAssignment(JsonNode allocation) {
        AttachmentKey key =
                new AttachmentKey(
                        Json.text(allocation, "networkName"),
                        Json.text(allocation, "containerID"),
                        Json.text(allocation, "ifName"));
        JsonNode metadata = allocation.path("metadata");
        PodRef pod =
                new PodRef(
                        Json.text(metadata, "k8sPodNamespace"),
                        Json.text(metadata, "k8sPodName"),
                        Json.text(allocation, "podUid"));
        String ipv4 = Json.text(allocation, "ipv4");
        String address = ipv4.isEmpty() ? Json.text(allocation, "ipv6") : ipv4;
        long nanos = allocation.path("allocationTimestamp").asLong(0);
        Instant since = Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS);
        return new Assignment(key, pod, IpAddress.parse(address), since);
    }

    private static SortedMap<IpAddress, Instant> readCooling(JsonNode ours) throws InvalidJson {
        SortedMap<IpAddress, Instant> cooling = new TreeMap<>();
        for (JsonNode element : ours.path("cooling")) {
            try {
                IpAddress address = IpAddress.parse(Json.text(element, "address"));
                cooling.put(address, Json.instant(element, "until"));
            } catch (IllegalArgumentException e) {
                throw new InvalidJson("a cooling entry names no address", e);
            }
        }
        return cooling;
    }

    /// The document is of a format that this version does not know.
    static final class WrongVersion extends Exception {
        private static final long serialVersionUID = 1L;

        private final String version;

        WrongVersion(String version) {
            super("version " + version);
            this.version = version;
        }

        String version() {
            return version;
        }
    }
}
