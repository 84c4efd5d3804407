package dev.vpccni.plugin.cni;

import com.eclipsesource.json.JsonObject;

/// A call that fails: the error object that the runtime parses from standard output.
///
/// Source: CNI specification 1.1.0, section "Error"; codes from 100 on are ours.
public class CniError extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// The configuration's cniVersion, or a verb that it does not have.
    public static final int INCOMPATIBLE_VERSION = 1;

    /// A CNI_* variable is missing or wrong.
    public static final int ENVIRONMENT = 4;

    public static final int IO = 5;

    /// Something that should be JSON of a known shape is not.
    public static final int DECODING = 6;

    /// The configuration can be read but not used.
    public static final int CONFIGURATION = 7;

    /// The namespace cannot be opened, or is the plugin's own.
    public static final int NAMESPACE = 8;

    public static final int TRY_AGAIN_LATER = 11;

    /// STATUS: no ADD can be served now.
    public static final int NOT_AVAILABLE = 50;

    /// STATUS: and existing containers may be limited.
    public static final int LIMITED = 51;

    /// An interface that ADD must create exists already.
    public static final int NAME_TAKEN = 100;

    /// The kernel refused a step of the wiring.
    public static final int KERNEL_REFUSED = 101;

    /// CHECK found a difference.
    public static final int CHECK_FAILED = 102;

    /// The agent asks for a network policy mode that this plugin cannot enforce.
    public static final int NETWORK_POLICY = 103;

    public static final int PROTOCOL_MISMATCH = 105;

    /// A bug or a crash.
    public static final int INTERNAL = 999;

    private final int code;
    private final String details;

    public CniError(int code, String message) {
        this(code, message, "");
    }

    /// @param details what a person needs beyond the sentence; empty for nothing
    public CniError(int code, String message, String details) {
        super(message);
        this.code = code;
        this.details = details;
    }

    public int code() {
        return code;
    }

    public String message() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    public String details() {
        return details;
    }

    /// The error object.
    ///
    /// Shape: `{cniVersion, code, msg, details}`; `details` is left out when empty.
    ///
    /// @param message the sentence with words in front that say which call failed
    public JsonObject toJson(String cniVersion, String message) {
        JsonObject json = new JsonObject();
        json.add("cniVersion", cniVersion);
        json.add("code", code);
        json.add("msg", message);
        if (!details.isEmpty()) {
            json.add("details", details);
        }
        return json;
    }
}
