package dev.vpccni.store;

import java.nio.file.Path;

/// Names of the two files in their directory: the checkpoint as the operator configured it, the journal beside it.
record Names(String checkpoint, String journal) {
    private static final String JSON = ".json";

    static Names of(Path checkpoint) {
        String name = String.valueOf(checkpoint.getFileName());
        String stem = name.endsWith(JSON) ? name.substring(0, name.length() - JSON.length()) : name;
        return new Names(name, stem + ".journal");
    }
}
