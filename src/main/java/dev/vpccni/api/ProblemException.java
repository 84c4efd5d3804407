package dev.vpccni.api;

import dev.vpccni.engine.Refusal;
import dev.vpccni.wire.Problem;
import dev.vpccni.wire.Reason;

/// Ends a call with a problem answer.
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Problem problem;

    ProblemException(Reason reason, String sentence) {
        super(sentence);
        this.problem = Problems.of(reason, sentence);
    }

    ProblemException(Refusal refusal) {
        super(refusal.sentence());
        this.problem = Problems.of(refusal);
    }

    Problem problem() {
        return problem;
    }
}
