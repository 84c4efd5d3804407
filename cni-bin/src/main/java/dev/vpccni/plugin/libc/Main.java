package dev.vpccni.plugin.libc;

import dev.vpccni.plugin.Plugin;

/// Entry point of the native binary `aws-cni`.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        LibC.installHandlers();
        LibC.exit(Plugin.run(new NativeOs()));
    }
}
