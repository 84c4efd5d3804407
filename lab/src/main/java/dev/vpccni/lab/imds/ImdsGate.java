package dev.vpccni.lab.imds;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Decides how a metadata request fares, and how old the interface lists are that a node sees.
public interface ImdsGate {

    /// Called once for each request of a known instance. Shape: `path` as requested, for instance
    /// `/latest/meta-data/mac`.
    Verdict admit(String instanceId, String path);

    /// The age of the interface lists that this instance sees.
    Duration lag(String instanceId);

    /// A gate that lets everything pass at once and shows the present.
    static ImdsGate open() {
        return new ImdsGate() {
            @Override
            public Verdict admit(String instanceId, String path) {
                return Verdict.pass();
            }

            @Override
            public Duration lag(String instanceId) {
                return Duration.ZERO;
            }
        };
    }

    /// How one request fares: after the delay, `status` in the place of the answer, or no answer at all.
    record Verdict(Duration delay, @Nullable Integer status, boolean dropped) {
        private static final Verdict PASS = new Verdict(Duration.ZERO, null, false);

        public static Verdict pass() {
            return PASS;
        }
    }
}
