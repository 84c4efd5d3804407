package dev.vpccni.lab.account;

import dev.vpccni.inet.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A fabric that writes down what it is told, and fails on command.
public final class RecordingFabric implements Fabric {
    private final List<String> events = new ArrayList<>();
    private @Nullable String failOn;

    public List<String> events() {
        return List.copyOf(events);
    }

    public void forget() {
        events.clear();
    }

    /// From now on, an event with this text fails instead of being written down.
    public void failOn(String event) {
        failOn = event;
    }

    @Override
    public void launched(String instanceId, String name) {
        note("launched " + name);
    }

    @Override
    public void terminated(String instanceId) {
        note("terminated");
    }

    @Override
    public void attach(FabricEni eni) {
        note(
                "attach index "
                        + eni.deviceIndex()
                        + " with "
                        + (1 + eni.others().size())
                        + " entries");
    }

    @Override
    public void detach(String eniId) {
        note("detach");
    }

    @Override
    public void assign(String eniId, IpPrefix prefix) {
        note("assign " + prefix);
    }

    @Override
    public void unassign(String eniId, IpPrefix prefix) {
        note("unassign " + prefix);
    }

    @Override
    public void sourceDestCheck(String eniId, boolean enabled) {
        note("check " + enabled);
    }

    private void note(String event) {
        if (event.equals(failOn)) {
            throw new IllegalStateException("the fabric failed on command: " + event);
        }
        events.add(event);
    }
}
