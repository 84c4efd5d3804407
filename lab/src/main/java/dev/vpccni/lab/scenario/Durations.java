package dev.vpccni.lab.scenario;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads and writes durations as people do: `250ms`, `1.5s`, `2m`.
final class Durations {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)\\s*(us|ms|s|m|h)");

    private Durations() {}

    /// Errors: IllegalArgumentException that says the form.
    static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is not a duration; write a number and us, ms, s, m or h, for instance 250ms");
        }
        double nanos =
                Double.parseDouble(matcher.group(1))
                        * switch (matcher.group(2)) {
                            case "us" -> 1e3;
                            case "ms" -> 1e6;
                            case "s" -> 1e9;
                            case "m" -> 60e9;
                            default -> 3600e9;
                        };
        return Duration.ofNanos(Math.round(nanos));
    }

    /// Shape: whole milliseconds as `250ms`, anything finer as `1500us`.
    static String format(Duration duration) {
        long micros = duration.toNanos() / 1000;
        return micros % 1000 == 0 ? micros / 1000 + "ms" : micros + "us";
    }
}
