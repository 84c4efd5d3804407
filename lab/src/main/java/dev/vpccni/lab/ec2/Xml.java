package dev.vpccni.lab.ec2;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes the XML of replies.
///
/// Shape: an absent value writes no element; an empty list writes an empty element, which the SDKs tell apart from
/// none.
final class Xml {
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private final StringBuilder out = new StringBuilder();

    private Xml() {}

    /// The reply to an action that succeeded: `ActionResponse` with the request id and what `body` writes.
    static String reply(String action, String requestId, Consumer<Xml> body) {
        Xml xml = new Xml().element("requestId", requestId);
        body.accept(xml);
        String root = action + "Response";
        return DECLARATION
                + "<"
                + root
                + " xmlns=\"http://ec2.amazonaws.com/doc/"
                + Ec2Api.VERSION
                + "/\">"
                + xml.out
                + "</"
                + root
                + ">";
    }

    /// The reply that refuses.
    static String error(String code, String message, String requestId) {
        Xml xml = new Xml();
        xml.nested(
                "Response",
                response ->
                        response.nested(
                                        "Errors",
                                        errors ->
                                                errors.nested(
                                                        "Error",
                                                        error ->
                                                                error.element("Code", code)
                                                                        .element(
                                                                                "Message",
                                                                                message)))
                                .element("RequestID", requestId));
        return DECLARATION + xml.out;
    }

    /// One element with text; nothing if the value is absent.
    Xml element(String name, @Nullable Object value) {
        if (value != null) {
            nested(name, inside -> inside.escape(value.toString()));
        }
        return this;
    }

    /// An element around what `body` writes.
    Xml nested(String name, Consumer<Xml> body) {
        out.append('<').append(name).append('>');
        body.accept(this);
        out.append("</").append(name).append('>');
        return this;
    }

    /// A list: one `item` element for each value, written by `item`.
    <T> Xml items(String name, List<T> values, BiConsumer<Xml, T> item) {
        return nested(
                name,
                list ->
                        values.forEach(
                                value -> list.nested("item", one -> item.accept(one, value))));
    }

    /// Text between tags.
    void text(String text) {
        escape(text);
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                default -> out.append(c);
            }
        }
    }
}
