package dev.vpccni.lab.account;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a Describe call asks: ids or filters, a page, and the moment whose state is shown.
///
/// Shape: `asOf` in the past shows stale data, as EC2's eventually consistent API does.
public record Query(
        List<String> ids,
        List<Filter> filters,
        @Nullable Integer maxResults,
        @Nullable String nextToken,
        Instant asOf) {

    /// One filter: a resource passes if any value matches; `*` and `?` are wildcards.
    public record Filter(String name, List<String> values) {
        public Filter {
            values = List.copyOf(values);
        }
    }

    public Query {
        ids = List.copyOf(ids);
        filters = List.copyOf(filters);
    }

    /// Everything as it was at that moment.
    public static Query all(Instant asOf) {
        return new Query(List.of(), List.of(), null, null, asOf);
    }

    /// Named resources as they were at that moment.
    public static Query ofIds(List<String> ids, Instant asOf) {
        return new Query(ids, List.of(), null, null, asOf);
    }

    /// The same question about another moment.
    public Query at(Instant when) {
        return new Query(ids, filters, maxResults, nextToken, when);
    }
}
