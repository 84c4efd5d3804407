package dev.vpccni.plugin;

/// The release of this plugin.
final class Version {
    static final String TEXT = "0.1.0";

    private Version() {}
}
