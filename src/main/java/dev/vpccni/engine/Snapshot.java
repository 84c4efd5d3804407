package dev.vpccni.engine;

import dev.vpccni.ipam.Plan;
import dev.vpccni.ipam.Pool;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the engine looked like after its last turn; for readers on other threads.
///
/// @param parked ADDs that wait, in order
/// @param plan what was decided in the last turn
/// @param unready why an ADD could not be served at once; empty when it could or addresses are on their way
/// @param trouble what keeps the engine from more addresses; sentences for people, empty when all is well
public record Snapshot(
        Phase phase,
        Pool pool,
        List<ParkedAdd> parked,
        Plan plan,
        Optional<Refusal> unready,
        List<String> trouble,
        Instant at) {
    public Snapshot {
        parked = List.copyOf(parked);
        trouble = List.copyOf(trouble);
    }

    /// One ADD that waits.
    public record ParkedAdd(String attachment, String pod, Instant since, Instant deadline) {
        static ParkedAdd of(Event.Attach add) {
            return new ParkedAdd(
                    add.key().toString(), add.pod().toString(), add.since(), add.deadline());
        }
    }
}
