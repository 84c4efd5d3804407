package dev.vpccni.api;

import dev.vpccni.engine.Refusal;
import dev.vpccni.wire.Problem;
import dev.vpccni.wire.Reason;
import java.time.Duration;

/// Makes the error answers of the API.
final class Problems {
    private Problems() {}

    static Problem of(Reason reason, String sentence) {
        return of(new Refusal(reason, sentence, Duration.ZERO));
    }

    static Problem of(Refusal refusal) {
        return of(refusal, refusal.reason().httpStatus());
    }

    /// @param status another one than that of the reason, which HTTP prescribes
    static Problem of(Refusal refusal, int status) {
        Reason reason = refusal.reason();
        return new Problem(
                "about:blank#" + reason.label(),
                reason.title(),
                status,
                refusal.sentence(),
                reason.label(),
                (int) Math.min(Integer.MAX_VALUE, refusal.retryAfter().toMillis()),
                reason.cniCode());
    }
}
