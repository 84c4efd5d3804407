package dev.vpccni.plugin.log;

/// Formats points in time without java.time, which would add 80 KB to the binary.
public final class Timestamp {
    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final int DAYS_PER_ERA = 146_097;

    private Timestamp() {}

    /// `2026-11-23T19:54:45.123Z` for milliseconds since 1970, not negative.
    public static String format(long millis) {
        long days = millis / MILLIS_PER_DAY;
        int rest = (int) (millis % MILLIS_PER_DAY);
        StringBuilder text = new StringBuilder(24);
        appendDate(text, days);
        text.append('T');
        appendPadded(text, rest / 3_600_000, 2);
        text.append(':');
        appendPadded(text, rest / 60_000 % 60, 2);
        text.append(':');
        appendPadded(text, rest / 1000 % 60, 2);
        text.append('.');
        appendPadded(text, rest % 1000, 3);
        return text.append('Z').toString();
    }

    /// The Gregorian date of a day number, counting years from March so that the leap day comes last.
    ///
    /// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    private static void appendDate(StringBuilder text, long daysSince1970) {
        long shifted = daysSince1970 + 719_468;
        long era = shifted / DAYS_PER_ERA;
        int dayOfEra = (int) (shifted % DAYS_PER_ERA);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
        appendPadded(text, year, 4);
        text.append('-');
        appendPadded(text, month, 2);
        text.append('-');
        appendPadded(text, day, 2);
    }

    private static void appendPadded(StringBuilder text, int number, int width) {
        String digits = Integer.toString(number);
        for (int i = digits.length(); i < width; i++) {
            text.append('0');
        }
        text.append(digits);
    }
}
