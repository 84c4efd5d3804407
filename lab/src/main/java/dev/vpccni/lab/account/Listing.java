package dev.vpccni.lab.account;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Applies the filters and the paging of a [Query] to the resources of one kind.
///
/// Shape: `fields` maps a filter's name to the values a resource has for it; `tag:KEY`, `tag-key` and `tag-value` work
/// for every kind. A next token is the base64url of the id the next page starts after; ids are compared as text, so a
/// resource that comes or goes between two pages never makes another appear twice.
/// Source: EC2 API reference, "Filter" and "Paginate the results".
final class Listing<T> {
    private static final int LEAST = 5;
    private static final int MOST = 1000;

    private final Function<T, String> id;
    private final Function<T, Tags> tags;
    private final Map<String, Function<T, List<String>>> fields;

    Listing(
            Function<T, String> id,
            Function<T, Tags> tags,
            Map<String, Function<T, List<String>>> fields) {
        this.id = id;
        this.tags = tags;
        this.fields = fields;
    }

    Page<T> page(List<T> candidates, Query query) {
        List<T> found = candidates;
        for (Query.Filter filter : query.filters()) {
            found = matching(found, filter);
        }
        Integer most = query.maxResults();
        if (most == null && query.nextToken() == null) {
            return new Page<>(found, null);
        }
        return cut(found, most == null ? MOST : checked(most, query), query.nextToken());
    }

    private Page<T> cut(List<T> found, int most, @Nullable String token) {
        String after = token == null ? "" : decode(token);
        List<T> sorted = new ArrayList<>(found);
        sorted.sort((a, b) -> id.apply(a).compareTo(id.apply(b)));
        List<T> rest = sorted.stream().filter(item -> id.apply(item).compareTo(after) > 0).toList();
        if (rest.size() <= most) {
            return new Page<>(rest, null);
        }
        List<T> items = rest.subList(0, most);
        return new Page<>(items, encode(id.apply(items.getLast())));
    }

    private List<T> matching(List<T> candidates, Query.Filter filter) {
        Function<T, List<String>> field = field(filter.name());
        List<Wildcard> patterns = filter.values().stream().map(Wildcard::parse).toList();
        return candidates.stream()
                .filter(item ->
                        field.apply(item).stream()
                                .anyMatch(text ->
                                        patterns.stream()
                                                .anyMatch(pattern -> pattern.matches(text))))
                .toList();
    }

    private Function<T, List<String>> field(String name) {
        if (name.startsWith("tag:")) {
            String key = name.substring(4);
            return item -> {
                String value = tags.apply(item).get(key);
                return value == null ? List.of() : List.of(value);
            };
        }
        if (name.equals("tag-key")) {
            return item -> List.copyOf(tags.apply(item).values().keySet());
        }
        if (name.equals("tag-value")) {
            return item -> List.copyOf(tags.apply(item).values().values());
        }
        Function<T, List<String>> field = fields.get(name);
        if (field == null) {
            throw Errors.invalidValue("The filter '" + name + "' is invalid");
        }
        return field;
    }

    private static int checked(int most, Query query) {
        if (!query.ids().isEmpty()) {
            throw Errors.invalidCombination(
                    "The parameter MaxResults cannot be used with a list of ids.");
        }
        if (most < LEAST) {
            throw Errors.invalidValue(
                    "Value ( "
                            + most
                            + " ) for parameter maxResults is invalid. Expecting a value"
                            + " of at least "
                            + LEAST
                            + ".");
        }
        return Math.min(most, MOST);
    }

    private static String encode(String id) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new Ec2Exception(
                    "InvalidNextToken",
                    "The token '" + token + "' is not valid or was not given by this API.");
        }
    }
}
