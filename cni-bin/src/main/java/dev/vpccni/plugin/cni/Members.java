package dev.vpccni.plugin.cni;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import dev.vpccni.inet.Utf8;
import org.jspecify.annotations.Nullable;

/// Reads members of a JSON object by type. A missing member or null is the empty value; another type is an error.
///
/// Errors: [CniError] with code 6 (decoding) whose sentence names the member and the object.
public final class Members {
    private final JsonObject object;
    private final String what;

    /// @param what the object in words, for messages: `the network configuration`
    public Members(JsonObject object, String what) {
        this.object = object;
        this.what = what;
    }

    /// Reads bytes that must be one JSON object; nesting is limited by the parser to 1000.
    public static Members parse(byte[] utf8, String what) {
        JsonValue value;
        try {
            value = Json.parse(Utf8.decode(utf8));
        } catch (ParseException e) {
            throw new CniError(CniError.DECODING, what + " is not JSON: " + e.getMessage());
        }
        if (!value.isObject()) {
            throw new CniError(
                    CniError.DECODING, what + " must be a JSON object, not " + kind(value));
        }
        return new Members(value.asObject(), what);
    }

    public JsonObject object() {
        return object;
    }

    public boolean has(String name) {
        return member(name) != null;
    }

    /// The empty text when missing.
    public String text(String name) {
        JsonValue value = member(name);
        if (value == null) {
            return "";
        }
        if (!value.isString()) {
            throw wrongType(name, "a string", value);
        }
        return value.asString();
    }

    /// `fallback` when missing or empty.
    public String text(String name, String fallback) {
        String text = text(name);
        return text.isEmpty() ? fallback : text;
    }

    /// 0 when missing.
    public int number(String name) {
        JsonValue value = member(name);
        if (value == null) {
            return 0;
        }
        if (value.isNumber()) {
            try {
                return value.asInt();
            } catch (NumberFormatException e) {
                throw wrongType(name, "a 32-bit integer", value);
            }
        }
        throw wrongType(name, "a number", value);
    }

    /// False when missing.
    public boolean flag(String name) {
        JsonValue value = member(name);
        if (value == null) {
            return false;
        }
        if (!value.isBoolean()) {
            throw wrongType(name, "true or false", value);
        }
        return value.asBoolean();
    }

    /// The empty array when missing.
    public JsonArray array(String name) {
        JsonValue value = member(name);
        if (value == null) {
            return new JsonArray();
        }
        if (!value.isArray()) {
            throw wrongType(name, "an array", value);
        }
        return value.asArray();
    }

    /// Null when missing.
    public @Nullable Members child(String name) {
        JsonValue value = member(name);
        if (value == null) {
            return null;
        }
        if (!value.isObject()) {
            throw wrongType(name, "an object", value);
        }
        return new Members(value.asObject(), "'" + name + "' of " + what);
    }

    /// The object at one place of an array.
    public Members element(String name, int index) {
        JsonValue value = array(name).get(index);
        if (!value.isObject()) {
            throw wrongType(name + "[" + index + "]", "an object", value);
        }
        return new Members(value.asObject(), "'" + name + "[" + index + "]' of " + what);
    }

    /// The string at one place of an array.
    public String textElement(String name, int index) {
        JsonValue value = array(name).get(index);
        if (!value.isString()) {
            throw wrongType(name + "[" + index + "]", "a string", value);
        }
        return value.asString();
    }

    /// An error about one member: `'mtu' of the network configuration RULE`.
    public CniError error(int code, String name, String rule) {
        return new CniError(code, "'" + name + "' of " + what + " " + rule);
    }

    private @Nullable JsonValue member(String name) {
        JsonValue value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private CniError wrongType(String name, String wanted, JsonValue value) {
        return error(CniError.DECODING, name, "must be " + wanted + ", not " + kind(value));
    }

    private static String kind(JsonValue value) {
        if (value.isObject()) {
            return "an object";
        }
        if (value.isArray()) {
            return "an array";
        }
        if (value.isString()) {
            return "a string";
        }
        return value.toString();
    }
}
