package dev.vpccni.ipam;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Collects, while a plan is made, what stands in its way and when time will have changed that.
final class Notes {
    private final List<String> obstacles = new ArrayList<>();
    private final List<Instant> looks = new ArrayList<>();

    void obstacle(String phrase) {
        if (!obstacles.contains(phrase)) {
            obstacles.add(phrase);
        }
    }

    void pause(Pause pause) {
        obstacle("not before " + pause.until() + ": " + pause.reason());
        lookAt(pause.until());
    }

    void lookAt(Instant time) {
        looks.add(time);
    }

    List<String> obstacles() {
        return List.copyOf(obstacles);
    }

    Optional<Instant> nextLook() {
        return looks.stream().min(Instant::compareTo);
    }
}
