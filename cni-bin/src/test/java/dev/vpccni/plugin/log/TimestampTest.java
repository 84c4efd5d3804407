package dev.vpccni.plugin.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TimestampTest {
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    static LongStream times() {
        long day = 86_400_000L;
        LongStream edges =
                LongStream.of(
                        0,
                        day - 1,
                        59 * day - 1,
                        59 * day,
                        789 * day,
                        11_016 * day,
                        11_017 * day,
                        47_540 * day,
                        47_541 * day);
        return LongStream.concat(edges, new Random(7).longs(300, 0, 8_000_000_000_000L));
    }

    @ParameterizedTest
    @MethodSource("times")
    void isTheIsoFormInUtc(long millis) {
        assertThat(Timestamp.format(millis)).isEqualTo(ISO.format(Instant.ofEpochMilli(millis)));
    }

    @ParameterizedTest
    @CsvSource({
        "debug, DEBUG",
        "INFO, INFO",
        "Warn, WARN",
        "error, ERROR",
        "fatal, FATAL",
        "'', DEBUG",
        "loud, DEBUG"
    })
    void aLevelIsReadInAnyCaseAndDebugOtherwise(String text, Level level) {
        assertThat(Level.parse(text)).isEqualTo(level);
    }
}
