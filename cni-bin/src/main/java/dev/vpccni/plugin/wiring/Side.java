package dev.vpccni.plugin.wiring;

/// Which of the two namespaces a step is done in.
public enum Side {
    HOST("host"),
    POD("pod");

    private final String text;

    Side(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
