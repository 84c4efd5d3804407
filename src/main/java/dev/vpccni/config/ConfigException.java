package dev.vpccni.config;

/// A setting has a value that the agent cannot start with.
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// The message reads: `NAME=value is not valid: rule`.
    public ConfigException(String name, String value, String rule) {
        super(name + "=" + value + " is not valid: " + rule);
    }
}
