package dev.vpccni.observe;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;

/// One JSON object per log record: `level`, `ts`, `caller`, `msg`, and `error` with the stack where there is one.
///
/// Field names and forms are the incumbent's (spec/ipamd.md 7.4), so log pipelines keep working.
public final class JsonLineFormatter extends ExtFormatter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    @Override
    public String format(ExtLogRecord record) {
        StringBuilder line = new StringBuilder(160);
        line.append("{\"level\":\"").append(levelName(record.getLevel().intValue()));
        line.append("\",\"ts\":\"").append(TIME.format(Instant.ofEpochMilli(record.getMillis())));
        line.append("\",\"caller\":\"");
        append(line, simpleName(record.getLoggerName()));
        line.append("\",\"msg\":\"");
        append(line, formatMessage(record));
        line.append('"');
        if (record.getThrown() != null) {
            line.append(",\"error\":\"");
            append(line, stack(record.getThrown()));
            line.append('"');
        }
        return line.append("}\n").toString();
    }

    private static String levelName(int level) {
        if (level >= Level.FATAL.intValue()) {
            return "fatal";
        }
        if (level >= Level.ERROR.intValue()) {
            return "error";
        }
        if (level >= Level.WARN.intValue()) {
            return "warn";
        }
        return level >= Level.INFO.intValue() ? "info" : "debug";
    }

    private static String simpleName(String logger) {
        return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static String stack(Throwable thrown) {
        var text = new java.io.StringWriter();
        thrown.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    private static void append(StringBuilder line, String text) {
        JsonStringEncoder.getInstance().quoteAsString(text, line);
    }
}
