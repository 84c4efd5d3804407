package dev.vpccni.lab.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CallJournalTest {
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

    private final CallJournal journal = new CallJournal();

    @Test
    void countsCallsAndErrorsByName() {
        journal.add(call("CreateTags", Call.OK, 5));
        journal.add(call("CreateTags", "RequestLimitExceeded", 1));
        journal.add(call("DescribeSubnets", Call.OK, 2));
        journal.add(call("CreateTags", "RequestLimitExceeded", 1));

        TreeMap<String, Long> errors = new TreeMap<>();
        errors.put("RequestLimitExceeded", 2L);
        assertThat(journal.counts())
                .containsExactly(
                        new CallCount("CreateTags", 3, errors, Duration.ofMillis(7)),
                        new CallCount("DescribeSubnets", 1, new TreeMap<>(), Duration.ofMillis(2)));
        assertThat(journal.count("CreateTags")).isEqualTo(3);
        assertThat(journal.count("DeleteNetworkInterface")).isZero();
    }

    @Test
    void startsAnewWhenCleared() {
        journal.add(call("CreateTags", Call.OK, 5));

        journal.clear();

        assertThat(journal.calls()).isEmpty();
        assertThat(journal.counts()).isEmpty();
    }

    private static Call call(String action, String code, int millis) {
        return new Call(AT, action, "", code, Duration.ofMillis(millis), "i-0a");
    }
}
