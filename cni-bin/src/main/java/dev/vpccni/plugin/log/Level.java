package dev.vpccni.plugin.log;

/// How much is logged, least important first. Source: spec/dataplane.md 2.2, `pluginLogLevel`.
public enum Level {
    DEBUG("debug"),
    INFO("info"),
    WARN("warn"),
    ERROR("error"),
    FATAL("fatal");

    private final String text;

    Level(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /// The level with this name in any case; DEBUG for every other text, as the incumbent does.
    public static Level parse(String name) {
        for (Level level : values()) {
            if (level.text.length() == name.length() && matches(level.text, name)) {
                return level;
            }
        }
        return DEBUG;
    }

    private static boolean matches(String lowerCase, String name) {
        for (int i = 0; i < name.length(); i++) {
            if ((name.charAt(i) | 0x20) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
