package dev.vpccni.plugin.testing;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// An agent in memory that keeps books as the real one does, as text in and text out.
public final class FakeAgent implements UnaryOperator<String> {
    private final Map<String, String> held = new TreeMap<>();
    private String next;

    public FakeAgent(String... addresses) {
        next = attachment("", addresses);
    }

    /// One address as the agent describes it.
    public static String address(String address, String gateway, int table) {
        return """
        {"address":"%s","prefixLength":%d,"gateway":"%s","eniId":"eni-1","networkCard":0,"deviceIndex":1,\
        "routeTable":%d}\
        """
                .formatted(address, address.indexOf(':') < 0 ? 32 : 128, gateway, table);
    }

    /// One IPv4 address behind the usual gateway.
    public static String address(String address, int table) {
        return address(address, "169.254.1.1", table);
    }

    public static String attachment(String policyMode, String... addresses) {
        return """
        {"addresses":[%s],"vpcCidrs":["10.0.0.0/16"],"externalSnat":false,"networkPolicyMode":"%s","waitedMs":3}\
        """
                .formatted(String.join(",", addresses), policyMode);
    }

    public void give(String attachment) {
        next = attachment;
    }

    public Map<String, String> held() {
        return held;
    }

    @Override
    public String apply(String request) {
        String[] words = request.split(" ", 3);
        return switch (words[0]) {
            case "PUT" -> answer(200, held.computeIfAbsent(words[1], path -> next));
            case "GET" -> {
                String known = held.get(words[1]);
                yield known == null
                        ? problem(404, "UnknownAttachment", 3, "nothing is assigned")
                        : answer(200, known);
            }
            case "DELETE" -> {
                held.remove(words[1]);
                yield answer(200, "{\"addresses\":[]}");
            }
            default -> problem(400, "BadRequest", 7, words[0]);
        };
    }

    public static String answer(int status, String json) {
        return http(status, "application/json", json);
    }

    public static String problem(int status, String reason, int cniCode, String detail) {
        String json =
                """
                {"type":"about:blank#%s","title":"title","status":%d,"detail":"%s","reason":"%s",\
                "retryAfterMs":1500,"cniCode":%d}\
                """
                        .formatted(reason, status, detail, reason, cniCode);
        return http(status, "application/problem+json", json);
    }

    private static String http(int status, String type, String json) {
        return "HTTP/1.1 %d x\r\nvpc-cni-protocol: 1\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(status, type, json.getBytes(StandardCharsets.UTF_8).length, json);
    }
}
