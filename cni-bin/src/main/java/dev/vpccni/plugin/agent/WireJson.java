package dev.vpccni.plugin.agent;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import dev.vpccni.plugin.cni.Members;
import dev.vpccni.wire.AttachRequest;
import dev.vpccni.wire.AttachedAddress;
import dev.vpccni.wire.Attachment;
import dev.vpccni.wire.GcRequest;
import dev.vpccni.wire.Problem;
import dev.vpccni.wire.Released;
import java.util.ArrayList;
import java.util.List;

/// The wire records as JSON: a member for each component, with its name. Unknown members are ignored.
///
/// Errors: [dev.vpccni.plugin.cni.CniError] code 6 that names the member of the wrong type.
final class WireJson {
    private WireJson() {}

    static JsonObject write(AttachRequest request) {
        JsonObject json = new JsonObject();
        json.add("podName", request.podName());
        json.add("podNamespace", request.podNamespace());
        json.add("podUid", request.podUid());
        json.add("netns", request.netns());
        json.add("deadlineMs", request.deadlineMs());
        return json;
    }

    static JsonObject write(GcRequest request) {
        JsonArray valid = new JsonArray();
        for (GcRequest.ValidAttachment attachment : request.validAttachments()) {
            JsonObject element = new JsonObject();
            element.add("containerId", attachment.containerId());
            element.add("ifName", attachment.ifName());
            valid.add(element);
        }
        JsonObject json = new JsonObject();
        json.add("network", request.network());
        json.add("validAttachments", valid);
        return json;
    }

    static Attachment readAttachment(Members json) {
        List<String> vpcCidrs = new ArrayList<>();
        for (int i = 0; i < json.array("vpcCidrs").size(); i++) {
            vpcCidrs.add(json.textElement("vpcCidrs", i));
        }
        return new Attachment(
                readAddresses(json),
                vpcCidrs,
                json.flag("externalSnat"),
                json.text("networkPolicyMode"),
                json.number("waitedMs"));
    }

    static Released readReleased(Members json) {
        return new Released(readAddresses(json));
    }

    static Problem readProblem(Members json) {
        return new Problem(
                json.text("type"),
                json.text("title"),
                json.number("status"),
                json.text("detail"),
                json.text("reason"),
                json.number("retryAfterMs"),
                json.number("cniCode"));
    }

    private static List<AttachedAddress> readAddresses(Members json) {
        List<AttachedAddress> addresses = new ArrayList<>();
        for (int i = 0; i < json.array("addresses").size(); i++) {
            Members element = json.element("addresses", i);
            addresses.add(
                    new AttachedAddress(
                            element.text("address"),
                            element.number("prefixLength"),
                            element.text("gateway"),
                            element.text("eniId"),
                            element.number("networkCard"),
                            element.number("deviceIndex"),
                            element.number("routeTable")));
        }
        return addresses;
    }
}
