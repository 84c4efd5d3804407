package dev.vpccni.plugin.cni;

import java.util.ArrayList;
import java.util.List;

/// What CNI_ARGS says about the pod; each text is empty when it was not given.
///
/// Shape: `K=V;K=V`. Source: the conventions document of the CNI specification; spec/dataplane.md 2.3.
///
/// @param podName K8S_POD_NAME
/// @param podNamespace K8S_POD_NAMESPACE
/// @param podUid K8S_POD_UID
public record CniArgs(String podName, String podNamespace, String podUid) {
    public static final CniArgs NONE = new CniArgs("", "", "");

    /// Errors: [CniError] code 4 for a pair without exactly one `=`, and for an unknown key without IgnoreUnknown.
    public static CniArgs parse(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        String name = "";
        String namespace = "";
        String uid = "";
        boolean ignoreUnknown = false;
        List<String> unknown = new ArrayList<>();
        for (String pair : split(text)) {
            int equals = pair.indexOf('=');
            if (equals < 0 || pair.indexOf('=', equals + 1) >= 0) {
                throw new CniError(
                        CniError.ENVIRONMENT, "CNI_ARGS: '" + pair + "' is not one key=value pair");
            }
            String key = pair.substring(0, equals);
            String value = pair.substring(equals + 1);
            switch (key) {
                case "IgnoreUnknown" -> ignoreUnknown = parseFlag(value);
                case "K8S_POD_NAME" -> name = value;
                case "K8S_POD_NAMESPACE" -> namespace = value;
                case "K8S_POD_UID" -> uid = value;
                case "K8S_POD_INFRA_CONTAINER_ID" -> {
                    // The container id that counts is CNI_CONTAINERID.
                }
                default -> unknown.add(key);
            }
        }
        if (!unknown.isEmpty() && !ignoreUnknown) {
            throw new CniError(
                    CniError.ENVIRONMENT,
                    "CNI_ARGS: unknown key '"
                            + unknown.get(0)
                            + "', and IgnoreUnknown=1 is not among the pairs");
        }
        return new CniArgs(name, namespace, uid);
    }

    private static boolean parseFlag(String value) {
        if (value.equals("1") || equalsIgnoringCase(value, "true")) {
            return true;
        }
        if (value.equals("0") || equalsIgnoringCase(value, "false")) {
            return false;
        }
        throw new CniError(
                CniError.ENVIRONMENT,
                "CNI_ARGS: IgnoreUnknown must be 1, true, 0 or false, not '" + value + "'");
    }

    static boolean equalsIgnoringCase(String text, String lowerCase) {
        if (text.length() != lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                c = (char) (c + ('a' - 'A'));
            }
            if (c != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static List<String> split(String text) {
        List<String> pairs = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf(';'); end >= 0; end = text.indexOf(';', start)) {
            pairs.add(text.substring(start, end));
            start = end + 1;
        }
        pairs.add(text.substring(start));
        return pairs;
    }
}
