package dev.vpccni.plugin.log;

import com.eclipsesource.json.JsonObject;
import dev.vpccni.inet.Utf8;
import dev.vpccni.plugin.os.Os;
import dev.vpccni.plugin.os.OsException;

/// Writes log lines: one JSON object, one line, one write, so that lines of parallel calls do not mix.
///
/// Shape: `{"level","ts","caller","msg",…}` and the members of the event. Source: spec/dataplane.md 2.11. `caller` is
/// the part of the plugin instead of a file and a line, which native code does not know.
public final class PluginLog {
    /// At this size a log file is renamed to `.1`. Units: bytes.
    static final long ROTATE_AT = 100L * 1024 * 1024;

    private final Os os;
    private final String file;
    private final Level least;

    /// @param file path; empty for standard error
    public PluginLog(Os os, String file, Level least) {
        this.os = os;
        this.file = file;
        this.least = least;
    }

    public void debug(String caller, String message) {
        write(Level.DEBUG, caller, message, new JsonObject());
    }

    public void info(String caller, String message, JsonObject members) {
        write(Level.INFO, caller, message, members);
    }

    public void warn(String caller, String message) {
        write(Level.WARN, caller, message, new JsonObject());
    }

    public void error(String caller, String message) {
        write(Level.ERROR, caller, message, new JsonObject());
    }

    private void write(Level level, String caller, String message, JsonObject members) {
        if (level.compareTo(least) < 0) {
            return;
        }
        JsonObject line = new JsonObject();
        line.add("level", level.text());
        line.add("ts", Timestamp.format(os.wallMillis()));
        line.add("caller", caller);
        line.add("msg", message);
        for (JsonObject.Member member : members) {
            line.add(member.getName(), member.getValue());
        }
        byte[] bytes = Utf8.encode(line + "\n");
        if (file.isEmpty()) {
            os.writeStderr(bytes);
            return;
        }
        try {
            os.append(file, bytes, ROTATE_AT);
        } catch (OsException e) {
            // A pod is worth more than a log line: say so where the runtime looks, and go on.
            os.writeStderr(Utf8.encode("aws-cni: log line not written: " + e.getMessage() + "\n"));
            os.writeStderr(bytes);
        }
    }
}
